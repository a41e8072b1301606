using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Admission;

/// <summary>How many devices wait, in all and with each token, so that a request costs no look at all of them. From any thread.</summary>
internal sealed class PendingCounts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, int>> _edges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _tokens = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    internal int All { get; private set; }

    /// <summary>Those of a token.</summary>
    internal int Of(string tokenId)
    {
        lock (_gate)
            return _tokens.GetValueOrDefault(tokenId);
    }

    /// <summary>Takes over what waits for one id now.</summary>
    internal void Set(PendingRecord record)
    {
        var now = record.Devices.CountBy(device => device.TokenId, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        lock (_gate)
        {
            if (_edges.Remove(record.Edge, out var before))
                Add(before, -1);
            if (now.Count > 0)
                _edges[record.Edge] = now;
            Add(now, 1);
        }
    }

    /// <summary>Takes over all of it.</summary>
    internal void Reset(IEnumerable<PendingRecord> records)
    {
        lock (_gate)
        {
            _edges.Clear();
            _tokens.Clear();
            All = 0;
            foreach (var record in records)
                Set(record);
        }
    }

    private void Add(Dictionary<string, int> counts, int sign)
    {
        foreach (var (tokenId, count) in counts)
        {
            All += sign * count;
            var left = _tokens.GetValueOrDefault(tokenId) + (sign * count);
            if (left > 0)
                _tokens[tokenId] = left;
            else
                _tokens.Remove(tokenId);
        }
    }
}
