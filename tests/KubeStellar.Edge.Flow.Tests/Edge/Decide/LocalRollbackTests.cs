using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.State.Site;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge.Decide;

/// <summary>What is not healthy in time goes back to the last good manifest.</summary>
public sealed class LocalRollbackTests : IAsyncDisposable
{
    private static readonly (ManifestEntry Entry, byte[] Content)[] Good = [Object("ConfigMap", "same", "1"), Object("ConfigMap", "web", "1")];
    private static readonly (ManifestEntry Entry, byte[] Content)[] Bad = [Object("ConfigMap", "same", "1"), Object("ConfigMap", "web", "2"), Object("Deployment", "broken", "1")];
    private static readonly (ManifestEntry Entry, byte[] Content)[] Better = [Object("ConfigMap", "same", "1"), Object("ConfigMap", "web", "3")];
    private readonly Site _site = new();

    public LocalRollbackTests()
    {
        var step = _site.Target.Refuse!;
        _site.Target.Refuse = (name, key) => name == nameof(ITarget.ApplyAsync) && key?.Name == "broken" ? new TargetOutcome(TargetOutcomeKind.Stalled, false, "Invalid", "the image is not to be had") : step(name, key);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_manifest_that_does_not_become_healthy_goes_back_and_the_hub_is_told()
    {
        await BeginAsync();
        _site.Link.Push(_site.Hub.Publish(Manifest(Bad)));
        await _site.UntilAsync(() => _site.Target.Objects.TryGetValue(Bad[1].Entry.Key, out var web) && web.AsSpan().SequenceEqual(Bad[1].Content), "tried");
        await _site.UntilAsync(() => _site.Has(Good) && _site.Conditions.Contains(ConditionTypes.WentBack), "went back");
        await _site.UntilAsync(() => _site.Hub.Reports[Site.Policy("shop")] is { Revision: 2 } report && report.Objects[Bad[1].Entry.Key.ToString()].Reason == "WentBack", "told");
        var objects = _site.Hub.Reports[Site.Policy("shop")].Objects;
        Assert.True(objects[Bad[0].Entry.Key.ToString()] is { Applied: true, Health: Health.Current });
        Assert.Contains("the image is not to be had", objects[Bad[2].Entry.Key.ToString()].Message, StringComparison.Ordinal);
        Assert.False(_site.Flow.Status.Applied);

        // The same manifest is not tried again, by no root and no restart.
        _site.Link.Push(_site.Hub.Publish(Manifest(Bad)));
        await _site.UntilAsync(() => _site.Hub.Reports[Site.Policy("shop")].Revision == 3, "the same once more");
        await _site.StopAsync();
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Has(Good) && _site.Conditions.Contains(ConditionTypes.WentBack), "after a restart");

        _site.Link.Connect();
        _site.Link.Push(_site.Hub.Publish(Manifest(Better)));
        await _site.UntilAsync(() => _site.Has(Better) && _site.Reported(), "the next change");
        Assert.DoesNotContain(ConditionTypes.WentBack, _site.Conditions);
    }

    [Fact]
    public async Task It_goes_back_without_a_hub_and_over_restarts()
    {
        await BeginAsync();
        _site.Link.Push(_site.Hub.Publish(Manifest(Bad)));
        await _site.UntilAsync(() => _site.Link.LastHeartbeat?.RootDigest == _site.Hub.RootDigest, "received");
        _site.Link.Cut();
        await _site.StopAsync();
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Has(Good) && _site.Conditions.Contains(ConditionTypes.WentBack), "went back alone");
    }

    [Fact]
    public async Task Where_nothing_was_good_before_it_goes_on_trying()
    {
        _site.Hub.Publish(Manifest(Bad));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Hub.Reports.ContainsKey(Site.Policy("shop")), "applied");
        await _site.PassAsync(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(ConditionTypes.WentBack, _site.Conditions);
        Assert.True(_site.Target.Objects.ContainsKey(Bad[1].Entry.Key));
    }

    [Fact]
    public async Task While_the_target_cannot_be_reached_nothing_goes_back()
    {
        await BeginAsync();
        var refuse = _site.Target.Refuse!;
        _site.Target.Refuse = (name, key) => name == nameof(ITarget.ApplyAsync) ? throw new TargetUnreachableException("the API server is away") : refuse(name, key);
        _site.Link.Push(_site.Hub.Publish(Manifest(Better)));
        await _site.UntilAsync(() => _site.Link.LastHeartbeat?.RootDigest == _site.Hub.RootDigest, "received");
        await _site.PassAsync(TimeSpan.FromMinutes(3));
        Assert.DoesNotContain(ConditionTypes.WentBack, _site.Conditions);
        _site.Target.Refuse = refuse;
        await _site.UntilAsync(() => _site.Has(Better) && _site.Reported(), "in reach again");
    }

    private RootEntry Manifest((ManifestEntry, byte[])[] objects) => _site.Hub.Manifest("shop", record => record with { Site = new SiteRules { RollbackAfter = 30_000 } }, objects);

    private async Task BeginAsync()
    {
        _site.Hub.Publish(Manifest(Good));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Has(Good) && _site.Reported() && _site.Roots.ReadLastGood().Count == 1, "the first root");
    }
}
