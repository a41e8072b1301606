using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.Hub.Live;

/// <summary>The last answers of regions, by question; the oldest go first when there are too many or they are too large. From any thread.</summary>
internal sealed class LastReplies(int most, long mostBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Question, RegionAnswer Answer, long Bytes)>> _known = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Question, RegionAnswer Answer, long Bytes)> _byAge = [];
    private long _bytes;

    internal RegionAnswer? Of(string question)
    {
        lock (_gate)
            return _known.TryGetValue(question, out var node) ? node.Value.Answer : null;
    }

    internal void Put(string question, RegionAnswer answer)
    {
        var bytes = question.Length + (answer.Reply.Result is { } result ? (long)result.GetRawText().Length : 0);
        if (bytes > mostBytes)
            return;
        lock (_gate)
        {
            if (_known.Remove(question, out var before))
                Drop(before);
            _known[question] = _byAge.AddLast((question, answer, bytes));
            _bytes += bytes;
            while (_byAge.Count > most || _bytes > mostBytes)
            {
                var oldest = _byAge.First!;
                _known.Remove(oldest.Value.Question);
                Drop(oldest);
            }
        }
    }

    private void Drop(LinkedListNode<(string Question, RegionAnswer Answer, long Bytes)> node)
    {
        _byAge.Remove(node);
        _bytes -= node.Value.Bytes;
    }
}
