using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A page of items: the records of the resource as JSON, with what the hub knows besides.</summary>
public sealed record ItemsResult : WireRecord
{
    /// <summary>The items.</summary>
    public required IReadOnlyList<JsonElement> Items { get; init; }

    /// <summary>What whoever asked still has to do, in a sentence; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Not empty: there is more, ask again with it.</summary>
    public string Continue { get; set; } = "";

    /// <summary>Of a listing that grows at its end: how far it was looked through. Asked again with it, only what came later is told. Null for others.</summary>
    public string? Position { get; init; }
}
