using KubeStellar.Edge.Scripting.Wire;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Scripting.Tests.Wire;

/// <summary>Deadlines in processor time and by the clock, for calls that follow one another.</summary>
public sealed class CallWatchTests : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly CallWatch _watch;
    private TimeSpan? _used = TimeSpan.FromSeconds(100);
    private int _expired;

    public CallWatchTests() => _watch = new CallWatch(_time, Every, () => _used);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void A_call_above_its_processor_time_is_told_once()
    {
        using var call = Begin(TimeSpan.FromMilliseconds(100));
        Pass(looks: 5, busy: true);
        Assert.Equal(0, _expired);
        Pass(looks: 5, busy: true);
        Assert.Equal(1, _expired);
    }

    [Fact]
    public void Waiting_for_the_processor_does_not_count_but_the_clock_does()
    {
        using var call = Begin(TimeSpan.FromMilliseconds(100));
        Pass(looks: 49, busy: false);
        Assert.Equal(0, _expired);
        Pass(looks: 1, busy: false);
        Assert.Equal(1, _expired);
    }

    [Fact]
    public void A_machine_that_stood_still_charges_no_call_for_all_of_it()
    {
        using var call = Begin(TimeSpan.FromMilliseconds(200));
        Pass(looks: 2, busy: true);
        _used += TimeSpan.FromSeconds(5);
        Pass(looks: 1, busy: true);
        Assert.Equal(0, _expired);
    }

    [Fact]
    public void A_process_whose_time_cannot_be_told_is_not_charged_with_all_it_ever_used()
    {
        (var later, _used) = (_used, null);
        using var call = Begin(TimeSpan.FromMilliseconds(100));
        Pass(looks: 2, busy: false);
        _used = later;
        Pass(looks: 3, busy: true);
        Assert.Equal(0, _expired);
    }

    [Fact]
    public void A_call_that_ended_is_not_told_and_the_next_starts_from_nothing()
    {
        using (Begin(TimeSpan.FromMilliseconds(100)))
        {
            Pass(looks: 5, busy: true);
        }

        using var next = Begin(TimeSpan.FromMilliseconds(100));
        Pass(looks: 5, busy: true);
        Assert.Equal(0, _expired);
    }

    [Fact]
    public void It_rests_when_nothing_is_called_and_wakes_for_the_next()
    {
        Begin(TimeSpan.FromMilliseconds(100)).Dispose();
        Pass(looks: 100, busy: false);
        using var call = Begin(TimeSpan.FromMilliseconds(100));
        Pass(looks: 6, busy: true);
        Assert.Equal(1, _expired);
    }

    private CallWatch.Call Begin(TimeSpan limit) => _watch.Begin(limit, TimeSpan.FromSeconds(1), () => _expired++);

    private void Pass(int looks, bool busy)
    {
        for (var i = 0; i < looks; i++)
        {
            _used += busy ? Every : TimeSpan.Zero;
            _time.Advance(Every);
        }
    }
}
