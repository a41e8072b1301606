namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>
/// How often the bearers of a token may be refused: so many times at once, then once a second. Whoever goes on asking in vain, or guesses, costs no look at a signature, a
/// bucket or a log. Bounded: of more tokens than anybody refuses at a time, those that rested longest are forgotten.
/// </summary>
internal sealed class JoinFaults(TimeProvider time)
{
    private const int Burst = 30;
    private const int Tokens = 4096;
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Left, long At, string Last)> _tokens = new(StringComparer.Ordinal);

    /// <summary>How long the bearers of a token have to wait, and what the last one was refused for; null when one may ask now.</summary>
    internal (TimeSpan Wait, string Last)? Of(string tokenId)
    {
        lock (_gate)
        {
            if (!_tokens.TryGetValue(tokenId, out var known))
                return null;
            var left = Filled(known);
            return left >= 1 ? null : ((1 - left) * Refill, known.Last);
        }
    }

    /// <summary>One was refused.</summary>
    internal void Add(string tokenId, string why)
    {
        lock (_gate)
        {
            var left = _tokens.TryGetValue(tokenId, out var known) ? Filled(known) : Burst;
            if (_tokens.Count >= Tokens && !_tokens.ContainsKey(tokenId))
                _tokens.Remove(_tokens.MinBy(one => one.Value.At).Key);
            _tokens[tokenId] = (left - 1, time.GetTimestamp(), why);
        }
    }

    private double Filled((double Left, long At, string Last) known) => Math.Min(Burst, known.Left + (time.GetElapsedTime(known.At) / Refill));
}
