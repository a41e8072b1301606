using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How much of a fleet reports under one version of a policy, and what that amounts to. Partials of two versions are never mixed, so each has its own.</summary>
public sealed record BundleShare
{
    /// <summary>The bundle.</summary>
    public required Digest Bundle { get; init; }

    /// <summary>Whether it reduces.</summary>
    public bool Reduces { get; init; }

    /// <summary>Edges whose wanted manifest is of this bundle.</summary>
    public int Wanted { get; init; }

    /// <summary>Edges whose newest partial is of this bundle, whatever they are to have.</summary>
    public int Reporting { get; init; }

    /// <summary>Of the wanted, edges that are not in.</summary>
    public int Absent { get; init; }

    /// <summary>Of the absent, edges in reach that have not said anything under this bundle yet.</summary>
    public int Waiting { get; init; }

    /// <summary>When the oldest partial of this bundle arrived at its hub.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>The first few of the absent, by id.</summary>
    public IReadOnlyList<string> Missing { get; set; } = [];

    /// <summary>The combined partial, before <c>finish</c>; null when there is none.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>Why there is none although edges report; empty when nothing is wrong.</summary>
    public string Error { get; set; } = "";
}
