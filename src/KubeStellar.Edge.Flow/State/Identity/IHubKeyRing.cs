using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>The hub's own keys, and how they are replaced while it runs. Every step is durable before the next one; a hub that dies in between ends it at its next start.</summary>
public interface IHubKeyRing
{
    /// <summary>All keys, those that are believed beside the present one included.</summary>
    IReadOnlyList<KeyState> All();

    /// <summary>Whether edges that do not have the present key of a kind are locked out when the former one is given up.</summary>
    bool LocksOut(string kind);

    /// <summary>Replaces a key of a kind (<see cref="KeyKinds"/>).</summary>
    Task<KeyOutcome> RotateAsync(string kind, CancellationToken token);

    /// <summary>Takes away what is believed of former keys of a kind.</summary>
    Task<KeyOutcome> FinishAsync(string kind, CancellationToken token);
}
