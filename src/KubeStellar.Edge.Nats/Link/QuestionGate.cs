using System.Globalization;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>Which live questions an edge answers: those that its hub signed for it, each once, and none of before it last heard from its hub.</summary>
internal sealed class QuestionGate(string edge, CommandTrust trust)
{
    /// <summary>How far the clocks of a hub's replicas may be apart, and how long a question may be on its way, in milliseconds.</summary>
    private const long Slack = 60_000;

    private const int Remembered = 4096;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private long _since;

    /// <summary>The hub's clock, as it signed it.</summary>
    public void Heard(DateTimeOffset at)
    {
        lock (_gate)
        {
            _since = at.ToUnixTimeMilliseconds();
        }
    }

    /// <summary>Why the question is not answered; null when it is.</summary>
    /// <param name="what">Last token of its subject.</param>
    /// <param name="id">Its id.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="seal">Value of <see cref="Headers.Seal"/>: time and signature; null for none.</param>
    public string? Refuse(string what, string id, ReadOnlySpan<byte> body, string? seal)
    {
        if (seal is null)
        {
            return trust.Required ? "it is not signed, and this edge's hub signs" : null;
        }

        var dot = seal.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !long.TryParse(seal.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || !trust.Signed(CommandSeal.Question(edge, what, id, at, body), seal[(dot + 1)..]))
        {
            return "it is not signed by this edge's hub";
        }

        lock (_gate)
        {
            if (at < _since - Slack)
            {
                return "it is from before this edge last heard from its hub";
            }

            if (!_seen.Add(id))
            {
                return "it was asked before";
            }

            _order.Enqueue(id);
            if (_order.Count > Remembered)
            {
                _seen.Remove(_order.Dequeue());
            }
        }

        return null;
    }
}
