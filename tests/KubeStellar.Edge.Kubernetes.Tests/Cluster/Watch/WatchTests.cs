using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster;
using KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Proxy;
using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Watch;

/// <summary>Watches that are cut, go stale, lose their place or are forbidden: what happened meanwhile is seen, and nothing is taken for missing.</summary>
public abstract class WatchTests(IApiServerFixture fixture)
{
    private static readonly ClusterTimes Quick = new() { Silent = TimeSpan.FromMilliseconds(1500), Request = TimeSpan.FromSeconds(5), Pauses = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)) };

    [Fact]
    public async Task One_watch_a_kind_for_metadata_where_that_will_do_and_all_of_it_where_not()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        for (var i = 0; i < 3; i++)
        {
            await at.Site.ApplyAsync(at.Site.ConfigMap($"c{i}", "1"));
            await at.Site.ApplyAsync(Claim(at.Site, $"p{i}", null));
        }

        await at.Proxy.WaitForAsync(request => request is { Verb: "watch", Resource: "persistentvolumeclaims" }, default);
        Assert.Equal((1, 1), (at.Proxy.Count("watch", "configmaps"), at.Proxy.Count("watch", "persistentvolumeclaims")));
        Assert.Contains("PartialObjectMetadata", at.Proxy.Requests.Single(request => request is { Verb: "watch", Resource: "configmaps" }).Accept, StringComparison.Ordinal);
        Assert.DoesNotContain("PartialObjectMetadata", at.Proxy.Requests.Single(request => request is { Verb: "watch", Resource: "persistentvolumeclaims" }).Accept, StringComparison.Ordinal);
        Assert.All(at.Proxy.Requests.Where(request => request.Verb == "watch"), request => Assert.Contains("allowWatchBookmarks=true", request.Query, StringComparison.Ordinal));
        Assert.All(at.Proxy.Requests.Where(request => request.Verb == "watch"), request => Assert.Contains("labelSelector=", request.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_no_status_is_asked_for_metadata_will_do()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        await at.Site.ApplyAsync(Claim(at.Site, "p", new ApplyRules { Status = StatusScope.None }));
        var state = await at.Site.ObserveAsync(Claim(at.Site, "p", new ApplyRules { Status = StatusScope.None }));
        Assert.Equal((true, Health.Current, true), (state.Matches, state.Health, state.Live is null));
        var watch = await at.Proxy.WaitForAsync(request => request is { Verb: "watch", Resource: "persistentvolumeclaims" }, default);
        Assert.Contains("PartialObjectMetadata", watch.Accept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watches_of_kinds_no_longer_in_use_end()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        await at.Site.ApplyAsync(at.Site.ConfigMap("a", "1"));
        var watch = await at.Proxy.WaitForAsync(request => request is { Verb: "watch", Resource: "configmaps" }, default);
        await at.Site.Target.IntendAsync([], default);
        await TargetSite.UntilAsync(() => Task.FromResult(watch.Ended), ended => ended);
    }

    [Fact]
    public async Task A_reply_that_comes_after_the_end_of_an_object_does_not_bring_it_back()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        var wanted = at.Site.ConfigMap("a", "1");
        var key = wanted.Entry.Key;
        await at.Site.ApplyAsync(wanted);
        await TargetSite.UntilAsync(() => at.Site.ObserveAsync(wanted), state => state.Matches);
        var watch = at.Site.Target.Cluster.Watches.Find("", "ConfigMap")!;
        var late = watch.Get(key.Namespace, key.Name)! with { Terminating = true };
        await at.Site.SeenAsync(key, () => at.Site.Admin.MergeAsync(TargetSite.PathOf(key), """{"data":{"v":"2"}}""", default));
        (await at.Site.Admin.DeleteAsync(TargetSite.PathOf(key), default)).Ok();
        await at.Site.SettleAsync(key, null);
        watch.Keep(late);
        Assert.Null(watch.Get(key.Namespace, key.Name));
        Assert.Equal(TargetOutcome.Unchanged, await at.Site.RemoveAsync(wanted));
        Assert.Equal(TargetOutcome.Applied, await at.Site.ApplyAsync(wanted));
        Assert.NotNull(watch.Get(key.Namespace, key.Name));
    }

    [Fact]
    public async Task What_happens_while_a_watch_is_cut_is_seen_afterwards()
    {
        await using var at = await ProxiedSite.NewAsync(fixture, Quick);
        var (a, b) = await TwoAsync(at.Site);
        await at.Proxy.WaitForAsync(request => request.Verb == "watch", default);
        at.Proxy.Connections = ConnectionMode.Reset;
        at.Proxy.CutAll();
        var version = await MeddleAsync(at.Site, a, b);
        at.Proxy.Connections = ConnectionMode.Serve;
        await SeenAsync(at.Site, a, b, version);

        // It went on from where it was.
        Assert.Equal(1, at.Proxy.Count("list", "configmaps"));
    }

    [Fact]
    public async Task A_watch_that_goes_silent_is_opened_anew()
    {
        await using var at = await ProxiedSite.NewAsync(fixture, Quick);
        var (a, b) = await TwoAsync(at.Site);
        await at.Proxy.WaitForAsync(request => request.Verb == "watch", default);
        at.Proxy.Stalled = true;
        var version = await MeddleAsync(at.Site, a, b);
        at.Proxy.ClearRequests();
        await at.Proxy.WaitForAsync(request => request.Verb == "watch", default);
        at.Proxy.Stalled = false;
        await SeenAsync(at.Site, a, b, version);
    }

    [Fact]
    public async Task A_server_that_forgot_its_history_is_listed_anew()
    {
        await using var at = await ProxiedSite.NewAsync(fixture, Quick, own: true);
        var (a, b) = await TwoAsync(at.Site);
        await at.Proxy.WaitForAsync(request => request.Verb == "watch", default);
        at.Proxy.Connections = ConnectionMode.Reset;
        at.Proxy.CutAll();
        var version = await MeddleAsync(at.Site, a, b);
        await at.Server.CompactAsync(default);
        at.Proxy.ClearRequests();
        at.Proxy.Connections = ConnectionMode.Serve;
        await SeenAsync(at.Site, a, b, version);
    }

    [Fact]
    public async Task A_watch_that_was_forbidden_for_a_while_is_trusted_again()
    {
        await using var at = await ProxiedSite.NewAsync(fixture, Quick with { Forbidden = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200)) });
        var (a, _) = await TwoAsync(at.Site);
        await at.Proxy.WaitForAsync(request => request.Verb == "watch", default);
        using (at.Proxy.Break(request => request.Verb is "watch" or "list", new ProxyFault.Reply(403, """{"kind":"Status","reason":"Forbidden","message":"no"}""")))
        {
            at.Proxy.CutAll();
            await TargetSite.UntilAsync(() => Task.FromResult(at.Site.Target.Cluster.Watches.Find("", "ConfigMap")!.Ready(at.Site.Space)), ready => !ready);
        }

        await TargetSite.UntilAsync(() => Task.FromResult(at.Site.Target.Cluster.Watches.Find("", "ConfigMap")!.Ready(at.Site.Space)), ready => ready);
        at.Proxy.ClearRequests();
        Assert.True((await at.Site.ObserveAsync(a)).Matches);
        Assert.Equal(0, at.Proxy.Count("get"));
    }

    [Fact]
    public async Task A_list_that_fails_half_way_takes_nothing_away()
    {
        await using var at = await ProxiedSite.NewAsync(fixture, Quick with { Page = 1 });
        var (a, b) = await TwoAsync(at.Site);
        at.Site.Open();
        using (at.Proxy.Break(request => request.Verb == "list" && request.Query.Contains("continue=", StringComparison.Ordinal), ProxyFault.Internal()))
        {
            // It is asked for by itself then.
            Assert.True((await at.Site.ObserveAsync(a)).Matches);
            Assert.True((await at.Site.ObserveAsync(b)).Matches);
            using (at.Proxy.Break(request => request.Verb == "get", ProxyFault.Internal()))
            {
                var state = await at.Site.ObserveAsync(b);
                Assert.Equal((false, Health.Unknown, "Unreadable"), (state.Exists, state.Health, state.Reason));
            }
        }

        await TargetSite.UntilAsync(() => Task.FromResult(at.Site.Target.Cluster.Watches.Find("", "ConfigMap")!.Ready(at.Site.Space)), ready => ready);
        Assert.True((await at.Site.ObserveAsync(a)).Matches);
    }

    [Fact]
    public async Task What_somebody_changes_is_hinted_at()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        var (a, _) = await TwoAsync(at.Site);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var hints = at.Site.Target.WatchAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await hints.MoveNextAsync());
        await at.Site.SeenAsync(a.Entry.Key, () => at.Site.Admin.MergeAsync(TargetSite.PathOf(a.Entry.Key), """{"data":{"v":"x"}}""", default));
        Assert.True(await hints.MoveNextAsync());
        Assert.Equal(a.Entry.Key, hints.Current.Key);
    }

    [Fact]
    public async Task A_server_that_is_restarted_costs_nothing_but_time()
    {
        await using var at = await ProxiedSite.NewAsync(fixture, Quick, own: true);
        var (a, b) = await TwoAsync(at.Site);
        await at.Server.StopAsync(default);
        Assert.Equal(TargetOutcomeKind.Waiting, (await at.Site.ApplyAsync(at.Site.ConfigMap("c", "1"))).Kind);

        // Short of contact, what was seen last counts.
        Assert.True((await at.Site.ObserveAsync(a)).Matches);
        await at.Server.StartAsync(default);
        await TargetSite.UntilAsync(() => at.Site.ApplyAsync(at.Site.ConfigMap("c", "1")), outcome => outcome == TargetOutcome.Applied);
        var version = await MeddleAsync(at.Site, a, b);
        await SeenAsync(at.Site, a, b, version);
    }

    [Fact]
    public async Task A_server_that_is_back_is_told_of_so_that_what_waits_goes_on()
    {
        await using var at = await ProxiedSite.NewAsync(fixture, Quick, own: true);
        await TwoAsync(at.Site);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var hints = at.Site.Target.WatchAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await hints.MoveNextAsync());
        await at.Server.StopAsync(default);
        await TargetSite.UntilAsync(
            () => Task.FromResult(at.Site.Target.Cluster.Watches.Find("", "ConfigMap")!.FaultOf(at.Site.Space)), fault => fault is not null);
        await at.Server.StartAsync(default);
        while (await hints.MoveNextAsync() && hints.Current.Key is not null)
        {
            // Objects that were listed anew.
        }

        Assert.Null(hints.Current.Key);
    }

    private static async Task<(TargetObject A, TargetObject B)> TwoAsync(TargetSite site)
    {
        var (a, b) = (site.ConfigMap("a", "1"), site.ConfigMap("b", "1"));
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(a));
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(b));
        return (a, b);
    }

    private static async Task<string> MeddleAsync(TargetSite site, TargetObject changed, TargetObject removed)
    {
        var answer = (await site.Admin.MergeAsync(TargetSite.PathOf(changed.Entry.Key), """{"data":{"v":"x"}}""", default)).Ok();
        (await site.Admin.DeleteAsync(TargetSite.PathOf(removed.Entry.Key), default)).Ok();
        return (string)answer["metadata"]!["resourceVersion"]!;
    }

    private static async Task SeenAsync(TargetSite site, TargetObject changed, TargetObject removed, string version)
    {
        await site.SettleAsync(changed.Entry.Key, version);
        await site.SettleAsync(removed.Entry.Key, null);
        Assert.Equal("data.v", Assert.Single((await site.ObserveAsync(changed)).Drifted!).Path);
        Assert.False((await site.ObserveAsync(removed)).Exists);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(changed, before: true));
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(removed, before: true));
    }

    private static TargetObject Claim(TargetSite site, string name, ApplyRules? rules) => site.Wanted(
        $$$"""{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"{{{name}}}","namespace":"SPACE"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"} } } }""", rules);
}

public sealed class RealWatchTests(RealApiServerFixture fixture) : WatchTests(fixture);

public sealed class FakeWatchTests(FakeApiServerFixture fixture) : WatchTests(fixture);
