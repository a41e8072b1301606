using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>Of a hub that was given its keys by somebody else, who replaces them.</summary>
internal sealed class NoKeyRing : IHubKeyRing
{
    /// <inheritdoc/>
    public IReadOnlyList<KeyState> All() => [];

    /// <inheritdoc/>
    public bool LocksOut(string kind) => false;

    /// <inheritdoc/>
    public Task<KeyOutcome> RotateAsync(string kind, CancellationToken token) => Task.FromResult(KeyOutcome.Not("this hub has no keys of its own"));

    /// <inheritdoc/>
    public Task<KeyOutcome> FinishAsync(string kind, CancellationToken token) => RotateAsync(kind, token);
}
