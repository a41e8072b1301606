using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>A person looks at rollouts or steers them.</summary>
public sealed record RolloutRequest : WireRecord
{
    /// <summary>One of <see cref="RolloutActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The policy; empty for <see cref="RolloutActions.Freeze"/> and <see cref="RolloutActions.Unfreeze"/>.</summary>
    public string Policy { get; set; } = "";

    /// <summary>Who asks, as the client says it.</summary>
    public string Actor { get; set; } = "";

    /// <summary>Why, for the audit and for those who find it stopped.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The wave to approve, from 0; null for the one that waits.</summary>
    public int? Wave { get; init; }

    /// <summary>The release to go back to; null for the last one that was complete.</summary>
    public long? Release { get; init; }

    /// <summary>With <see cref="RolloutActions.Abort"/>: edges keep what they have.</summary>
    public bool Keep { get; init; }

    /// <summary>With <see cref="RolloutActions.Pause"/> and <see cref="RolloutActions.Freeze"/>: ends by itself after so many seconds; 0: never.</summary>
    public long ForSeconds { get; init; }
}
