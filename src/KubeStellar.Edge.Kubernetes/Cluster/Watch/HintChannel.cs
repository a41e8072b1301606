using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.Kubernetes.Cluster.Watch;

/// <summary>Hints on their way to one reader. When he is slow they are dropped, and replaced by one "anything".</summary>
internal sealed class HintChannel(int capacity)
{
    private readonly Channel<ObjectKey> _keys = Channel.CreateBounded<ObjectKey>(new BoundedChannelOptions(capacity) { SingleReader = true });
    private int _missed;

    internal void Say(ObjectKey key)
    {
        if (!_keys.Writer.TryWrite(key))
        {
            Interlocked.Exchange(ref _missed, 1);
        }
    }

    /// <summary>Anything may have changed.</summary>
    internal void SayAll()
    {
        Interlocked.Exchange(ref _missed, 1);

        // A key of no object: it only wakes the reader.
        _keys.Writer.TryWrite(default);
    }

    /// <summary>The reader meets the exception.</summary>
    internal void Fail(Exception error) => _keys.Writer.TryComplete(error);

    internal async IAsyncEnumerable<TargetChange> ReadAsync([EnumeratorCancellation] CancellationToken token)
    {
        while (await _keys.Reader.WaitToReadAsync(token))
        {
            while (_keys.Reader.TryRead(out var key))
            {
                if (key.Kind is null)
                {
                    continue;
                }

                yield return new TargetChange(key);
            }

            if (Interlocked.Exchange(ref _missed, 0) == 1)
            {
                yield return new TargetChange(null);
            }
        }
    }
}
