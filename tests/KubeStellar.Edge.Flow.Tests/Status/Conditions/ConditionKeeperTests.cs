using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.Status.Conditions;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Status.Conditions;

public sealed class ConditionKeeperTests : IHubSummaries
{
    private static readonly PolicyKey Web = new("default", "web");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SideInventory _inventory = new();
    private readonly MemoryBuckets _buckets;
    private readonly HubEvents _events;
    private Totals _totals = new() { Desired = 3, Applied = 3, Ready = 3 };

    public ConditionKeeperTests()
    {
        _buckets = MemoryBuckets.Made(_time);
        _events = new HubEvents(_time);
        _inventory.Put(PolicyConditionsTests.Policy(PolicyPhase.Ready));
    }

    public SummaryRecord? Of(PolicyKey policy) => PolicyConditionsTests.Summary(_totals);

    [Fact]
    public async Task Times_and_what_was_told_outlive_a_restart()
    {
        var (book, keeper) = Make();
        await keeper.LookAsync(default);
        var ready = book.Of(Web).Single(one => one.Type == "Ready").LastTransitionTime;
        Assert.Equal(["policy.complete"], Told());

        _time.Advance(TimeSpan.FromHours(1));
        (book, keeper) = Make();
        await keeper.LookAsync(default);
        Assert.Equal(ready, book.Of(Web).Single(one => one.Type == "Ready").LastTransitionTime);
        Assert.Empty(Told());

        _inventory.Remove(Web);
        await keeper.LookAsync(default);
        Assert.Empty(await ((KubeStellar.Edge.Flow.State.Buckets.IBuckets)_buckets)["kse-conditions"].LoadAsync(default));
    }

    [Fact]
    public async Task A_policy_that_degrades_and_recovers_is_told_and_one_that_flaps_ever_more_seldom()
    {
        var (_, keeper) = Make();
        await keeper.LookAsync(default);
        Told();
        await TurnAsync(keeper, sick: true);
        Assert.Equal(["policy.degraded"], Told());
        await TurnAsync(keeper, sick: false);
        Assert.Equal(["policy.recovered", "policy.complete"], Told());

        const int Turns = 200;
        for (var i = 0; i < Turns; i++)
            await TurnAsync(keeper, sick: i % 2 == 0);
        Assert.InRange(Told().Count, 1, Turns / 5);

        // Whatever it was, the newest is told.
        await TurnAsync(keeper, sick: true);
        Told();
        for (var i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await keeper.LookAsync(default);
        }

        await TurnAsync(keeper, sick: false);
        Assert.Contains("policy.recovered", Told());
    }

    private async Task TurnAsync(ConditionKeeper keeper, bool sick)
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        _totals = sick ? new Totals { Desired = 3, Applied = 3, Ready = 2, Failed = 1 } : new Totals { Desired = 3, Applied = 3, Ready = 3 };
        await keeper.LookAsync(default);
    }

    private List<string> Told()
    {
        var told = new List<string>();
        while (_events.Queue.TryRead(out var record))
            told.Add(record.Kind);
        return told;
    }

    private (ConditionBook Book, ConditionKeeper Keeper) Make()
    {
        var book = new ConditionBook(_buckets, _inventory, new SideDesired(), this, _time);
        return (book, new ConditionKeeper(book, _inventory, new HubHold(), _events, _time, NullLogger<ConditionKeeper>.Instance));
    }
}
