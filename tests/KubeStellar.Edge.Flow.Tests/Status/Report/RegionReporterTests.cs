using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Flow.Status.Report;
using KubeStellar.Edge.TestKit.Memory.Edge;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Status.Report;

/// <summary>What a region writes to its disk and sends up while what its edges amount to changes all the time.</summary>
public sealed class RegionReporterTests : IDisposable
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly ManifestRef Manifest = new(Digest.Of("m"u8), new ManifestRecord { Policy = Policy, Bundle = default, Objects = [] });

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Fault _fault = new();
    private readonly SiteHub _hub;
    private readonly MemoryHubLink _link;
    private readonly MemoryOutbox _outbox;
    private readonly List<IDisposable> _owned = [];
    private RegionPartials _partials;
    private Reporter _reporter;

    public RegionReporterTests()
    {
        _hub = new SiteHub("eu", "key");
        (_link, _outbox) = (new MemoryHubLink(_hub, _fault, _time), new MemoryOutbox(_fault));
        _link.Connect();
        (_partials, _reporter) = Start();
    }

    public void Dispose() => _owned.ForEach(one => one.Dispose());

    [Fact]
    public async Task Partials_alone_go_up_and_touch_no_disk()
    {
        await SayAsync(1);
        var (stored, messages) = (_outbox.Items[Policy], _link.Messages);
        for (var ready = 2; ready < 50; ready++)
            await SayAsync(ready);

        Assert.Equal(49, Ready());
        Assert.Equal(messages + 48, _link.Messages);
        Assert.Same(stored, _outbox.Items[Policy]);
        var sent = _link.Messages;
        Assert.True(await _reporter.StepAsync(default));
        Assert.Equal(sent, _link.Messages);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_a_restart_the_parent_has_what_is_so_now_whatever_was_sent_before(int now)
    {
        await SayAsync(1);
        await SayAsync(2);
        (_partials, _reporter) = Start();
        await SayAsync(now);
        await SayAsync(now);
        Assert.Equal(now, Ready());
        await SayAsync(7);
        Assert.Equal(7, Ready());
    }

    [Fact]
    public async Task A_policy_that_left_is_forgotten_up_there_although_it_was_told_more_than_was_stored()
    {
        await SayAsync(1);
        await SayAsync(2);
        (_partials, _reporter) = Start();
        _reporter.See(new SiteView(new RootVersion(1, 2), new HashSet<PolicyKey>(), new Dictionary<PolicyKey, PolicyView>()));
        Assert.True(await _reporter.StepAsync(default));
        Assert.True(_hub.Reports[Policy].Manifest.IsZero);
        Assert.Empty(_outbox.Items);
    }

    private int? Ready() => _hub.Partials[Policy].Fleet?.Totals.Ready;

    private async Task SayAsync(int ready)
    {
        _partials.Changed(Policy, FleetPartial.Empty with { Totals = new Totals { Desired = 100, Ready = ready } });
        for (var step = 0; step < 3 && !await _reporter.StepAsync(default); step++)
        {
            // Until everything is said, as the loop does.
        }
    }

    private (RegionPartials Partials, Reporter Reporter) Start()
    {
        var partials = new RegionPartials([]) { Region = "eu" };
        var self = new EdgeRecord { Id = "eu", Identity = new EdgeIdentity("", "", "", default) };
        var reporter = new Reporter(
            "eu", _outbox, _link, partials, new SelfWatch(() => self, new MemoryEdgeSelf(_fault)), new EdgeConditions(), TimeSpan.Zero, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9)), new Random(7), _time,
            NullLogger<Reporter>.Instance);
        _owned.AddRange([partials, reporter]);
        reporter.See(new SiteView(new RootVersion(1, 1), new HashSet<PolicyKey> { Policy }, new Dictionary<PolicyKey, PolicyView> { [Policy] = new(Policy, Manifest, new RootVersion(1, 1), []) }));
        return (partials, reporter);
    }
}
