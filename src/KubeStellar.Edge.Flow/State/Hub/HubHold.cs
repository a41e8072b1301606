namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// Whether the whole hub holds: it publishes nothing and sweeps nothing, because what it stands on cannot be trusted (a bucket went backwards and the mirror is not intact).
/// One flag that guards set and Publish obeys.
/// </summary>
public sealed class HubHold
{
    private volatile string _reason = "";

    /// <summary>Why; empty when the hub does not hold.</summary>
    public string Reason => _reason;

    /// <summary>Whether it holds.</summary>
    public bool Holds => _reason.Length > 0;

    /// <summary>Holds, or with an empty reason goes on.</summary>
    public void Set(string reason) => _reason = reason;
}
