using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Live;

/// <summary>The last answers of edges, as many as there is room for; of more, those that were not asked for the longest go. From any thread.</summary>
internal sealed class LastAnswers(int most, long mostBytes)
{
    // Names, times, reasons and the like, without looking.
    private const int Usual = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Edge, AskedObject Object), LinkedListNode<(string Edge, LiveAnswer Answer, long Bytes)>> _known = [];
    private readonly LinkedList<(string Edge, LiveAnswer Answer, long Bytes)> _order = new();
    private long _bytes;

    /// <summary>The last answer about an object; null when none is remembered.</summary>
    internal LiveAnswer? Of(string edge, AskedObject asked)
    {
        lock (_gate)
            return _known.TryGetValue((edge, asked), out var node) ? node.Value.Answer : null;
    }

    /// <summary>Remembers an answer; one that says that there is no such object ends what was known.</summary>
    internal void Put(string edge, LiveAnswer answer)
    {
        lock (_gate)
        {
            if (_known.TryGetValue((edge, answer.Object), out var before))
                Drop(before);
            if (answer.Report is not { } report)
                return;
            var bytes = Usual + (report.Status is { ValueKind: not JsonValueKind.Undefined } status ? JsonMarshal.GetRawUtf8Value(status).Length : 0);
            _known[(edge, answer.Object)] = _order.AddLast((edge, answer, bytes));
            _bytes += bytes;
            while (_order.First is { } oldest && (_known.Count > most || _bytes > mostBytes))
                Drop(oldest);
        }
    }

    private void Drop(LinkedListNode<(string Edge, LiveAnswer Answer, long Bytes)> node)
    {
        _known.Remove((node.Value.Edge, node.Value.Answer.Object));
        _order.Remove(node);
        _bytes -= node.Value.Bytes;
    }
}
