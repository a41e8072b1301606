using KubeStellar.Edge.Flow.Edge.Receive;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>An edge at rest says in a few bytes that it is there, and in whole whatever changed.</summary>
public sealed class PulseTests : IAsyncDisposable
{
    private readonly Site _site = new();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Pulses_stand_in_for_heartbeats_as_long_as_the_hub_said()
    {
        await AtRestAsync(TimeSpan.FromMinutes(10));
        var whole = _site.Link.Heartbeats;

        await _site.LongUntilAsync(() => _site.Link.Pulses >= 5, "pulses");
        Assert.Equal(whole, _site.Link.Heartbeats);
        await _site.LongUntilAsync(() => _site.Link.Heartbeats > whole, "a whole one after ten minutes");
    }

    [Fact]
    public async Task What_changes_is_said_in_whole_and_so_is_what_the_hub_asks_for()
    {
        await AtRestAsync(TimeSpan.FromMinutes(15));
        _site.Link.Push(_site.Hub.Publish());
        await _site.UntilAsync(_site.Reported, "the newest root is told");

        var whole = _site.Link.Heartbeats;
        _site.Link.Signal(LinkSignalKind.Beat);
        await _site.UntilAsync(() => _site.Link.Heartbeats > whole, "asked for");

        whole = _site.Link.Heartbeats;
        _site.Link.Cut();
        _site.Link.Connect();
        await _site.UntilAsync(() => _site.Link.Heartbeats > whole, "connected again");

        whole = _site.Link.Heartbeats;
        _site.Time.Wrong = TimeSpan.FromDays(1);
        await _site.UntilAsync(() => _site.Link.Heartbeats > whole, "the clock was set");
    }

    [Fact]
    public async Task A_hub_that_knows_no_pulses_gets_none()
    {
        await AtRestAsync(null);
        var whole = _site.Link.Heartbeats;
        await _site.LongUntilAsync(() => _site.Link.Heartbeats >= whole + 3, "heartbeats");
        Assert.Equal(0, _site.Link.Pulses);
    }

    private async Task AtRestAsync(TimeSpan? whole)
    {
        _site.Hub.Publish();
        _site.Link.Whole = whole;
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "at rest");
        if (whole is not null)
        {
            await _site.LongUntilAsync(() => _site.Link.Pulses > 0, "the first pulse");
        }
    }
}
