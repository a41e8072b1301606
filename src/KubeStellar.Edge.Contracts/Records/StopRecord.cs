namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A person stopped rollouts: one policy's (<c>kse rollout pause</c>), or all of them (<c>kse rollout freeze</c>; bucket <c>kse-hub</c>, key <c>freeze</c>).</summary>
public sealed record StopRecord : WireRecord
{
    /// <summary>Who.</summary>
    public required string By { get; init; }

    /// <summary>Why; may be empty.</summary>
    public string Reason { get; set; } = "";

    /// <summary>When it was asked for, by the hub's clock.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it ends by itself; null: when a person ends it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether it still holds at a time.</summary>
    public bool HoldsAt(DateTimeOffset now) => Until is not { } until || until > now;
}
