using KubeStellar.Edge.Flow.Loop;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Loop;

public sealed class WorkQueueTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_key_is_taken_once_however_often_it_was_added()
    {
        var queue = new WorkQueue<string>(_time);
        queue.Add("a");
        queue.Add("b");
        queue.Add("a");
        queue.AddAfter("a", TimeSpan.FromSeconds(5));
        Assert.Equal(["a", "b"], (await queue.TakeAsync(default)).Order());
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task A_key_is_taken_when_it_is_due_and_the_earliest_time_counts()
    {
        var queue = new WorkQueue<string>(_time);
        queue.AddAfter("late", TimeSpan.FromSeconds(60));
        queue.AddAfter("soon", TimeSpan.FromSeconds(60));
        queue.AddAfter("soon", TimeSpan.FromSeconds(1));
        var taken = queue.TakeAsync(default);
        Assert.False(taken.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["soon"], await taken);
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public async Task Adding_wakes_who_waits()
    {
        var queue = new WorkQueue<string>(_time);
        queue.AddAfter("late", TimeSpan.FromSeconds(60));
        var taken = queue.TakeAsync(default);
        queue.Add("now");
        Assert.Equal(["now"], await taken);
    }

    [Fact]
    public async Task Waiting_ends_with_the_token()
    {
        using var stop = new CancellationTokenSource();
        var taken = new WorkQueue<string>(_time).TakeAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken);
    }
}
