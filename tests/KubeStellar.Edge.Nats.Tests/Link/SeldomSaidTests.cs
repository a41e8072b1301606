using KubeStellar.Edge.Nats.Link;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Nats.Tests.Link;

public sealed class SeldomSaidTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_week_alone_is_some_hundred_lines()
    {
        var seldom = new SeldomSaid(_time);
        var said = 0;
        for (var tried = TimeSpan.Zero; tried < TimeSpan.FromDays(7); tried += TimeSpan.FromSeconds(8))
        {
            said += seldom.IsDue("connection refused") ? 1 : 0;
            _time.Advance(TimeSpan.FromSeconds(8));
        }

        Assert.InRange(said, 168, 180);
    }

    [Fact]
    public void Another_reason_is_said_at_once_and_two_that_alternate_are_each_said_seldom()
    {
        var seldom = new SeldomSaid(_time);

        Assert.Equal([true, true, false, false, true], new[] { "refused", "no name", "refused", "no name", "expired" }.Select(seldom.IsDue));
    }

    [Fact]
    public void After_a_connection_the_next_loss_is_said_at_once()
    {
        var seldom = new SeldomSaid(_time);
        seldom.IsDue("refused");

        seldom.Forget();

        Assert.True(seldom.IsDue("refused"));
    }

    [Fact]
    public void Reasons_without_end_do_not_fill_the_memory_and_are_each_said()
    {
        var seldom = new SeldomSaid(_time);

        Assert.All(Enumerable.Range(0, 1000), number => Assert.True(seldom.IsDue($"reason {number}")));
    }
}
