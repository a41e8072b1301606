using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Scripting.Client;

/// <summary>Keeps bundles that cost their isolate or the host away for a while that doubles; by digest, so that a corrected policy is free at once.</summary>
internal sealed class Quarantine(PolicyRuntimeOptions options, TimeProvider time)
{
    private readonly Dictionary<Digest, Strikes> _strikes = [];

    /// <summary>How long the bundle still has to wait, and why; null when it may run.</summary>
    internal (TimeSpan Left, string Reason, string Location)? Of(Digest bundle)
    {
        if (!_strikes.TryGetValue(bundle, out var strikes))
        {
            return null;
        }

        var left = strikes.Until - time.GetUtcNow();
        return left > TimeSpan.Zero ? (left, strikes.Reason, strikes.Location) : null;
    }

    /// <summary>Whether the bundle has been kept away before.</summary>
    internal bool Knows(Digest bundle) => _strikes.ContainsKey(bundle);

    /// <summary>Counts a strike; one long after the last counts as the first.</summary>
    internal void Strike(Digest bundle, string reason, string location)
    {
        var now = time.GetUtcNow();
        foreach (var (old, _) in _strikes.Where(strike => now - strike.Value.Until >= 4 * options.QuarantineMost))
        {
            _strikes.Remove(old);
        }

        var count = _strikes.TryGetValue(bundle, out var before) ? before.Count + 1 : 1;
        var wait = options.QuarantineFirst * Math.Pow(2, Math.Min(count - 1, 30));
        _strikes[bundle] = new Strikes(count, now + (wait < options.QuarantineMost ? wait : options.QuarantineMost), reason, location);
    }

    private sealed record Strikes(int Count, DateTimeOffset Until, string Reason, string Location);
}
