using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>What an edge carries up of objects that were born there; acknowledged (<see cref="UpsyncReply"/>) after it is durable.</summary>
public sealed record UpsyncMessage : WireRecord
{
    /// <summary>The edge; must be the one in the subject.</summary>
    public required string Edge { get; init; }

    /// <summary>Random id of the daemon's process: with a new one the counters may begin anew.</summary>
    public string Process { get; set; } = "";

    /// <summary>One item a policy.</summary>
    public required IReadOnlyList<UpsyncPart> Parts { get; init; }
}
