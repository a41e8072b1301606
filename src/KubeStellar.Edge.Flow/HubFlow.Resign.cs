namespace KubeStellar.Edge.Flow;

/// <summary>The hub's key was handed over: what it signed before is published again.</summary>
internal sealed partial class HubFlow
{
    private string? _signer;

    /// <summary>Marks what another key signed. A hub that died between the hand-over and the last of its roots does so at its start.</summary>
    private void Resign()
    {
        var signer = state.Signer.PublicKey;
        if (_signer == signer)
        {
            return;
        }

        // A hub that never handed over has nothing to look for.
        if (state.Signer.HandOvers.Count > 0)
        {
            state.Roots.StaleUnless(signer);
            _unfinished |= state.Roots.Stale.Count > 0;
            _retryAt = default;
        }

        _signer = signer;
    }
}
