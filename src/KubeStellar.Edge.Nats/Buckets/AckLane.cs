using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>
/// One reply inbox for the answers to many publishes, with a window of slots: a publish takes a slot, names it in its reply subject, and gives it back
/// with its answer. Answers are read where the connection reads them; no channel, task or object is made for one.
/// A lane whose answers did not all come must be thrown away: a late one would be taken for another's.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A late answer may still release the semaphore; it has no wait handle to give back.")]
internal sealed class AckLane : NatsSubBase
{
    private readonly int _prefixLength;
    private readonly string[] _replies;
    private readonly int[] _owners;
    private readonly int[] _free;
    private readonly SemaphoreSlim _slots;
    private readonly Lock _lock = new();
    private Action<int, PublishAck>? _take;
    private TaskCompletionSource? _done;
    private int _freeCount;
    private int _outstanding;
    private bool _sealed;

    private AckLane(INatsConnection connection, string prefix, int window)
        : base(connection, connection.SubscriptionManager, prefix + ".*", null, null)
    {
        _prefixLength = prefix.Length + 1;
        _replies = new string[window];
        _owners = new int[window];
        _free = new int[window];
        _freeCount = window;
        _slots = new SemaphoreSlim(window);
        for (var i = 0; i < window; i++)
        {
            _replies[i] = string.Create(CultureInfo.InvariantCulture, $"{prefix}.{i}");
            _owners[i] = -1;
            _free[i] = window - 1 - i;
        }
    }

    /// <summary>Makes a lane. Its subject is outside the connection's own inbox, which would not tell its slots apart, and no edge's id has capitals.</summary>
    public static async ValueTask<AckLane> OpenAsync(NatsConnection connection, int window, CancellationToken token)
    {
        var lane = new AckLane(connection, "_INBOX.KSE_ACK." + Guid.NewGuid().ToString("N"), window);
        await connection.AddSubAsync(lane, token);
        return lane;
    }

    /// <summary>Begins a round of publishes; <paramref name="take"/> gets each answer, one at a time.</summary>
    public void Begin(Action<int, PublishAck> take)
    {
        lock (_lock)
        {
            _take = take;
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _sealed = false;
        }
    }

    /// <summary>Waits for a slot and returns its reply subject.</summary>
    public async ValueTask<string> TakeAsync(int owner, CancellationToken token)
    {
        await _slots.WaitAsync(token);
        lock (_lock)
        {
            var slot = _free[--_freeCount];
            _owners[slot] = owner;
            _outstanding++;
            return _replies[slot];
        }
    }

    /// <summary>Completes when every publish of the round has its answer. No slot may be taken afterwards.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            _sealed = true;
            if (_outstanding == 0)
            {
                _done!.TrySetResult();
            }

            return _done!.Task;
        }
    }

    /// <summary>Ends the round: later answers are dropped, and <paramref name="forget"/> learns who has none.</summary>
    public void Abandon(Action<int> forget)
    {
        lock (_lock)
        {
            _take = null;
            foreach (var owner in _owners)
            {
                if (owner >= 0)
                {
                    forget(owner);
                }
            }
        }
    }

    protected override ValueTask ReceiveInternalAsync(
        string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer, ReadOnlySequence<byte> payloadBuffer)
    {
        if (!int.TryParse(subject.AsSpan(_prefixLength), NumberStyles.None, CultureInfo.InvariantCulture, out var slot) || slot >= _replies.Length)
        {
            return ValueTask.CompletedTask;
        }

        var ack = PublishAck.Parse(headersBuffer, payloadBuffer);
        lock (_lock)
        {
            var owner = _owners[slot];
            if (_take is null || owner < 0)
            {
                return ValueTask.CompletedTask;
            }

            _take(owner, ack);
            _owners[slot] = -1;
            _free[_freeCount++] = slot;
            if (--_outstanding == 0 && _sealed)
            {
                _done!.TrySetResult();
            }
        }

        _slots.Release();
        return ValueTask.CompletedTask;
    }

    protected override void TryComplete()
    {
    }
}
