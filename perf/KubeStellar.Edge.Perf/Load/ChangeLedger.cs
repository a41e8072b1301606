using System.Diagnostics;
using System.Globalization;
using HdrHistogram;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>
/// What edges changed, and what the top summary has of it. Edges are in groups with a counter each; while times are taken, a group has one change on its way
/// at most, so a counter that went up tells exactly which change arrived.
/// </summary>
internal sealed class ChangeLedger
{
    /// <summary>Groups of edges.</summary>
    public const int Groups = 64;

    private const long LongestMicroseconds = 120_000_000;
    private readonly Lock _lock = new();
    private readonly long[] _sent = new long[Groups];
    private readonly long[] _seen = new long[Groups];
    private readonly long[] _since = new long[Groups];
    private LongHistogram _times = new(LongestMicroseconds, 3);
    private (long Of, TaskCompletionSource<long> Done)? _awaited;
    private long _of;

    /// <summary>The group of an edge by its number in the fleet.</summary>
    public static int GroupOf(int edge) => edge % Groups;

    /// <summary>Counts a change that is about to be said.</summary>
    public void Change(int group)
    {
        lock (_lock)
            _sent[group]++;
    }

    /// <summary>Counts a change and takes its time; false when one of the group is on its way.</summary>
    public bool TryTime(int group)
    {
        lock (_lock)
        {
            if (_sent[group] != _seen[group])
                return false;
            _sent[group]++;
            _since[group] = Stopwatch.GetTimestamp();
            return true;
        }
    }

    /// <summary>The times taken so far; begins anew.</summary>
    public LongHistogram Times()
    {
        lock (_lock)
        {
            var times = _times;
            _times = new LongHistogram(LongestMicroseconds, 3);
            Array.Clear(_since);
            return times;
        }
    }

    /// <summary>Completes with the timestamp of the summary that has every change said before this call, of so many objects.</summary>
    public Task<long> ShownAsync(long objects, CancellationToken token)
    {
        lock (_lock)
        {
            var done = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (objects, done);
            Complete(Stopwatch.GetTimestamp());
            return done.Task.WaitAsync(token);
        }
    }

    /// <summary>Takes a summary as it is written.</summary>
    public void See(SummaryRecord summary)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            if (summary.Value is not { } value)
                return;
            _of = value.GetProperty("of").GetInt64();
            Array.Clear(_seen);
            foreach (var counter in value.GetProperty("at").EnumerateObject())
                _seen[int.Parse(counter.Name, CultureInfo.InvariantCulture)] = counter.Value.GetInt64();
            for (var group = 0; group < Groups; group++)
            {
                if (_since[group] == 0 || _seen[group] < _sent[group])
                    continue;
                _times.RecordValue((long)Stopwatch.GetElapsedTime(_since[group], now).TotalMicroseconds);
                _since[group] = 0;
            }

            Complete(now);
        }
    }

    /// <summary>How far it is, for whoever waits in vain.</summary>
    public override string ToString()
    {
        lock (_lock)
            return string.Create(CultureInfo.InvariantCulture, $"{_seen.Sum()} of {_sent.Sum()} changes, {_of} of {_awaited?.Of} objects");
    }

    private void Complete(long now)
    {
        if (_awaited is { } awaited && _of == awaited.Of && _seen.AsSpan().SequenceEqual(_sent))
            awaited.Done.TrySetResult(now);
    }
}
