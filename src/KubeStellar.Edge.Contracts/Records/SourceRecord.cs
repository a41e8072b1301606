namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What the hub remembers of a place that it takes objects and policies from: bucket <c>kse-hub</c>, key <c>source.&lt;id as a key token&gt;</c>. Written when something of it changes.</summary>
public sealed record SourceRecord : WireRecord
{
    /// <summary>Its id, which records name that it brought: <c>dir:/srv/apps</c>, <c>kubernetes</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The workspace that it fills.</summary>
    public required string Workspace { get; init; }

    /// <summary>How it is.</summary>
    public SourcePhase Phase { get; init; }

    /// <summary>A sentence for people: what is wrong and what to do; empty when all is well.</summary>
    public string Message { get; set; } = "";

    /// <summary>What was last taken of it: a git commit; empty where there is no such thing.</summary>
    public string Revision { get; set; } = "";

    /// <summary>What tells it from another one at the same address, such as a cluster's own uid: a cluster that was wiped is not an empty one. Empty where there is no such thing.</summary>
    public string Identity { get; set; } = "";

    /// <summary>The first items that were refused, <c>item: why</c>; <see cref="RefusedCount"/> says how many there are.</summary>
    public IReadOnlyList<string> Refused { get; set; } = [];

    /// <summary>How many single items are refused; what they were before stays.</summary>
    public int RefusedCount { get; init; }

    /// <summary>Since when it is in this phase, by the hub's clock.</summary>
    public DateTimeOffset Since { get; init; }
}
