using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Every answer of the API.</summary>
public sealed record ApiReply : WireRecord
{
    /// <summary>What went wrong; null when nothing did.</summary>
    public ApiError? Error { get; init; }

    /// <summary>The verb's result.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>For a user with roles that came with a user of a former key: its JWT by the present one, with the same rights. Useless to whoever has not its seed. Null: nothing to renew.</summary>
    public string? Renewed { get; init; }
}
