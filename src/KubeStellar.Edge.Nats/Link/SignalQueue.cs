using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using KubeStellar.Edge.Flow.Edge.Receive;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>
/// Signals in order, bounded, for one reader. A root that still waits is replaced by a newer one, because only the newest counts; questions beyond the limit
/// are dropped, because who asked is told by its own deadline; of changes of the connection the newest are kept.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A late signal may still release the semaphore; it has no wait handle to give back.")]
internal sealed class SignalQueue
{
    private const int Capacity = 128;
    private readonly Lock _lock = new();
    private readonly LinkedList<LinkSignal> _waiting = new();
    private readonly SemaphoreSlim _ready = new(0);

    public void Add(LinkSignal signal)
    {
        lock (_lock)
        {
            if (signal.Kind == LinkSignalKind.Root && Last(LinkSignalKind.Root) is { } older)
            {
                _waiting.Remove(older);
            }
            else if (_waiting.Count >= Capacity)
            {
                if (signal.Kind == LinkSignalKind.Ask)
                {
                    return;
                }

                _waiting.RemoveFirst();
            }
            else
            {
                _ready.Release();
            }

            _waiting.AddLast(signal);
        }
    }

    public async IAsyncEnumerable<LinkSignal> ReadAsync([EnumeratorCancellation] CancellationToken token)
    {
        while (true)
        {
            await _ready.WaitAsync(token);
            LinkSignal next;
            lock (_lock)
            {
                next = _waiting.First!.Value;
                _waiting.RemoveFirst();
            }

            yield return next;
        }
    }

    private LinkedListNode<LinkSignal>? Last(LinkSignalKind kind)
    {
        var node = _waiting.Last;
        while (node is not null && node.Value.Kind != kind)
        {
            node = node.Previous;
        }

        return node;
    }
}
