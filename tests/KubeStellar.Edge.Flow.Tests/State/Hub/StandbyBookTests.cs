using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.State.Hub;

public sealed class StandbyBookTests
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly HubEvents _events;
    private readonly StandbyBook _book;

    public StandbyBookTests()
    {
        _events = new HubEvents(_time);
        _book = new StandbyBook(_events, Options.Create(new HubFlowOptions { Instance = "AHUB", Directory = "one", Host = "rack-1" }), _time);
    }

    [Fact]
    public void One_that_goes_on_waiting_is_told_once_and_one_that_goes_silent_is_lost_and_then_forgotten()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(_book.Heard(Hello("two")));
            Pass(Pace);
        }

        Assert.Equal(["two Waiting"], Shown());
        Pass(StandbyBook.Patience - Pace);
        Assert.Equal(["two Waiting"], Shown());
        Pass(Pace);
        Assert.Equal(["two Lost"], Shown());
        Pass(Pace);
        Assert.Equal(["standby.heard two: hub two on rack-2 waits as standby", "standby.lost two: standby hub two on rack-2 was not heard since 2026-03-01T12:01:35.0000000+00:00"], Told());
        Pass(StandbyBook.Memory);
        Assert.Empty(Shown());
        Assert.Empty(Told());
    }

    [Fact]
    public void One_that_comes_back_is_told_again()
    {
        _book.Heard(Hello("two"));
        Pass(StandbyBook.Patience + Pace);
        _book.Heard(Hello("two") with { Daemon = "1.5.0" });
        Assert.Equal(["standby.heard", "standby.lost", "standby.heard"], Told().Select(line => line.Split(' ')[0]));
        Assert.Equal(("1.5.0", StandbyPhase.Waiting), (_book.All[0].Hello.Daemon, _book.All[0].Phase));
    }

    [Fact]
    public void A_hub_does_not_hear_itself_but_hears_a_copy_of_its_directory_on_another_machine()
    {
        Assert.Null(_book.Heard(Hello("one") with { Host = "rack-1" }));
        Assert.Empty(Shown());
        Assert.Null(_book.Heard(Hello("one")));
        Assert.Equal(["one Waiting"], Shown());
    }

    [Theory]
    [InlineData("", "1.4.0", "rack-2", 1)]
    [InlineData("two\u001b[2J", "1.4.0", "rack-2", 1)]
    [InlineData("two.three", "1.4.0", "rack-2", 1)]
    [InlineData("two", "1.4.0\nforged row", "rack-2", 1)]
    [InlineData("two", "1.4.0", "rack 2", 1)]
    [InlineData("two", "1.4.0", "r\u00e4ck", 1)]
    [InlineData("two", "1.4.0", "rack-2", 2)]
    public void What_people_are_not_to_see_or_this_version_does_not_know_is_not_taken(string instance, string daemon, string host, int version)
    {
        Assert.NotNull(_book.Heard(new StandbyHello { Instance = instance, Daemon = daemon, Host = host, SchemaVersion = version }));
        Assert.NotNull(_book.Heard(Hello(new string('a', 129))));
        Assert.NotNull(_book.Heard(Hello("two") with { Host = new string('a', 254) }));
        Assert.Empty(Shown());
        Assert.Empty(Told());
    }

    [Fact]
    public void However_many_say_that_they_wait_those_that_wait_already_stay_and_the_silent_make_room()
    {
        _book.Heard(Hello("real"));
        for (var i = 0; i < 5000; i++)
            _book.Heard(Hello($"ghost-{i}"));
        Assert.Equal((StandbyBook.Most, StandbyBook.Most), (_book.All.Count, Told().Count));
        Assert.Contains("real Waiting", Shown());
        Assert.Contains("wait already", _book.Heard(Hello("late")), StringComparison.Ordinal);
        Pass(StandbyBook.Patience / 2);
        _book.Heard(Hello("real"));
        Pass((StandbyBook.Patience / 2) + Pace);
        Assert.Null(_book.Heard(Hello("late")));
        Assert.Equal((StandbyBook.Most, 2), (_book.All.Count, Shown().Count(line => line.EndsWith("Waiting", StringComparison.Ordinal))));
    }

    [Fact]
    public void What_the_hub_before_heard_is_unknown_until_it_is_heard_or_lost()
    {
        _book.Recall(
        [
            Event("standby.heard", Hello("two")), Event("standby.heard", Hello("three")), Event("standby.heard", Hello("gone")), Event("standby.lost", Hello("gone")),
            Event("standby.heard", Hello("before")), Event("standby.leads", Hello("before")), Event("edge.reachable", Hello("edge")),
            Event("standby.heard", Hello("bad")) with { After = JsonElement.Parse("""{"instance":null}""") }, Event("standby.heard", Hello("bad")) with { After = null },
            Event("standby.heard", Hello("bad")) with { Subject = "other" },
        ]);
        Assert.Equal(["three Unknown", "two Unknown"], Shown());
        _book.Heard(Hello("two"));
        Assert.Empty(Told());
        Pass(StandbyBook.Patience / 2);
        _book.Heard(Hello("two"));
        Pass((StandbyBook.Patience / 2) + Pace);
        Assert.Equal(["three Lost", "two Waiting"], Shown());
        Assert.Equal(["standby.lost three: standby hub three on rack-2 was not heard since this hub started"], Told());
    }

    [Fact]
    public void A_hub_that_waited_and_took_over_says_so_once()
    {
        _book.Recall([Event("standby.heard", Hello("one") with { Host = "rack-1" })]);
        Assert.Equal(["standby.leads one: hub one on rack-1, which waited as standby, publishes now"], Told());
        _book.Recall([Event("standby.heard", Hello("one") with { Host = "rack-1" }), Event("standby.leads", Hello("one") with { Host = "rack-1" })]);
        Assert.Empty(Told());
        Assert.Empty(Shown());
    }

    private static StandbyHello Hello(string instance) => new() { Instance = instance, Daemon = "1.4.0", Host = "rack-2" };

    private EventRecord Event(string kind, StandbyHello hello) =>
        new() { Kind = kind, Subject = hello.Instance, Actor = "hub", At = _time.GetUtcNow(), After = JsonSerializer.SerializeToElement(hello, ContractsJson.Default.StandbyHello) };

    private void Pass(TimeSpan time)
    {
        _time.Advance(time);
        _book.Sweep();
    }

    private List<string> Shown() => [.. _book.All.Select(one => $"{one.Hello.Instance} {one.Phase}")];

    private List<string> Told()
    {
        var told = new List<string>();
        while (_events.Queue.TryRead(out var record))
            told.Add($"{record.Kind} {record.Subject}: {record.Message}");
        return told;
    }
}
