using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A policy as applied: bucket <c>kse-policies</c>, key <c>&lt;workspace&gt;.&lt;policy&gt;</c>.</summary>
public sealed record PolicyRecord : WireRecord
{
    /// <summary>The tenant that owns the policy.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the policy, a DNS label.</summary>
    public required string Name { get; init; }

    /// <summary>Rises by one with every change of the bundle.</summary>
    public required long Generation { get; init; }

    /// <summary>Place in the hub-wide order of creation; the lower is the older and owns a contested object. Never a clock.</summary>
    public required long Order { get; init; }

    /// <summary>SHA-256 of the bundle's canonical JSON.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The module and its imports.</summary>
    public required PolicyBundle Bundle { get; init; }

    /// <summary>What the hub found when it last ran it.</summary>
    public PolicyState State { get; set; } = new();

    /// <summary>When it was last applied, by the hub's clock.</summary>
    public DateTimeOffset AppliedAt { get; init; }

    /// <summary>Id of the source that brought it (<see cref="SourceRecord"/>); null when people applied it.</summary>
    public string? Source { get; init; }

    /// <summary>What it declares to be secret in objects of its workspace; null for nothing.</summary>
    public IReadOnlyList<SealRule>? Seals { get; init; }
}
