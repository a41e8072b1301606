using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.State.Buckets;

public sealed class EventPumpTests
{
    [Fact]
    public async Task A_server_that_is_away_costs_no_event_and_one_that_it_refuses_costs_no_other()
    {
        var time = new FakeTimeProvider();
        var log = new FailingLog();
        var queue = Channel.CreateUnbounded<EventRecord>();
        foreach (var kind in new[] { "first", "refused", "last" })
            queue.Writer.TryWrite(new EventRecord { Kind = kind, Subject = "s", Actor = "hub", At = time.GetUtcNow() });
        queue.Writer.Complete();
        List<string> troubles = [];
        var pump = EventPump.RunAsync(queue.Reader, log, TimeSpan.FromSeconds(1), time, (record, why) => troubles.Add($"{record.Kind}: {why}"), default);
        for (; !pump.IsCompleted; await Task.Yield())
            time.Advance(TimeSpan.FromSeconds(1));
        await pump;
        Assert.Equal(["first", "last"], log.Inner.Events.Select(one => one.Kind));
        Assert.Equal(["first: away", "refused: no"], troubles);
    }

    private sealed class FailingLog : IEventLog
    {
        private int _away = 3;

        internal MemoryEventLog Inner { get; } = new();

        public Task AppendAsync(EventRecord record, CancellationToken token) =>
            _away-- > 0 ? throw new BucketUnavailableException("away") : record.Kind == "refused" ? throw new BucketRefusedException("no") : Inner.AppendAsync(record, token);

        public Task<IReadOnlyList<EventRecord>> NewestAsync(int limit, CancellationToken token) => Inner.NewestAsync(limit, token);

        public Task<EventPage> EndAsync(CancellationToken token) => Inner.EndAsync(token);

        public Task<EventPage> AfterAsync(ulong after, CancellationToken token) => Inner.AfterAsync(after, token);
    }
}
