using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Buckets;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.State.Audit;

public sealed class EventDrainTests
{
    private readonly Channel<EventRecord> _queue = Channel.CreateUnbounded<EventRecord>();
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedLog _log = new();
    private readonly List<string> _notWritten = [];

    [Fact]
    public async Task What_waits_is_written_in_batches_and_in_order()
    {
        Add(600);
        await RunToEndAsync();
        Assert.Equal([256, 256, 88], _log.Batches);
        Assert.Equal(Enumerable.Range(0, 600).Select(i => "s" + i), _log.Stored);
    }

    [Fact]
    public async Task While_the_stream_is_away_it_tries_again_and_loses_nothing()
    {
        Add(3);
        _log.Fail = tries => tries <= 4 ? new BucketUnavailableException("away") : null;
        var run = RunToEndAsync();
        while (!run.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await run;
        Assert.Equal(["s0", "s1", "s2"], _log.Stored);
        Assert.Equal(4, _notWritten.Count);
    }

    [Fact]
    public async Task One_that_is_refused_for_good_is_told_and_keeps_no_other_out()
    {
        Add(5);
        _log.Refused = "s2";
        await RunToEndAsync();
        Assert.Equal(["s0", "s1", "s3", "s4"], _log.Stored);
        Assert.Equal(["s2"], _notWritten);
    }

    [Fact]
    public async Task What_still_waits_at_the_end_is_written()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        Add(3);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Drain().RunAsync(stop.Token));
        Assert.Equal(["s0", "s1", "s2"], _log.Stored);
    }

    private void Add(int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(_queue.Writer.TryWrite(new EventRecord { Kind = "a.b", Subject = "s" + i, Actor = "hub", At = default }));
    }

    private EventDrain Drain() => new(_queue.Reader, _log, _time, (record, _) => _notWritten.Add(record.Subject));

    private Task RunToEndAsync()
    {
        _queue.Writer.Complete();
        return Drain().RunAsync(default);
    }

    private sealed class ScriptedLog : IEventLog
    {
        private int _tries;

        public List<string> Stored { get; } = [];

        public List<int> Batches { get; } = [];

        public Func<int, Exception?> Fail { get; set; } = _ => null;

        public string Refused { get; set; } = "";

        public Task AppendAsync(EventRecord record, CancellationToken token) => AppendAsync([record], token);

        public Task AppendAsync(IReadOnlyList<EventRecord> records, CancellationToken token)
        {
            token.ThrowIfCancellationRequested();
            if (Fail(++_tries) is { } error)
                throw error;
            if (records.Any(record => record.Subject == Refused))
                throw new BucketRefusedException("no");
            Batches.Add(records.Count);
            Stored.AddRange(records.Select(record => record.Subject));
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<EventRecord>> NewestAsync(int limit, CancellationToken token) => throw new NotSupportedException();

        public Task<EventPage> AfterAsync(ulong after, CancellationToken token) => throw new NotSupportedException();

        public Task<EventPage> EndAsync(CancellationToken token) => throw new NotSupportedException();

        public Task<AuditResult> RawAsync(ulong after, CancellationToken token) => throw new NotSupportedException();
    }
}
