using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster;
using KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Proxy;
using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Faults;

/// <summary>A server that fails in every way: nothing is dropped, everything is tried again, and one bad object blocks no other.</summary>
public abstract class FaultTests(IApiServerFixture fixture)
{
    private static readonly ClusterTimes Impatient = new() { Request = TimeSpan.FromMilliseconds(700), Connect = TimeSpan.FromMilliseconds(600) };

    public static TheoryData<string, string> Passing => new()
    {
        { "internal", "ServerError" }, { "unavailable", "ServerError" }, { "timeout", "ServerError" }, { "no space", "StorageUnavailable" },
        { "modified", "Changed" }, { "unauthorized", "Unauthorized" }, { "cut", "Unreachable" }, { "swallow", "Unreachable" }, { "silence", "Unreachable" },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_fault_that_passes_is_waited_for_and_other_objects_go_on(string fault, string reason)
    {
        await using var at = await ProxiedSite.NewAsync(fixture, Impatient);
        using (at.Proxy.Break(request => request.IsWrite && request.Path.EndsWith("/bad", StringComparison.Ordinal), Of(fault)))
        {
            var bad = at.Site.ApplyAsync(at.Site.ConfigMap("bad", "1"));
            Assert.Equal(TargetOutcome.Applied, await at.Site.ApplyAsync(at.Site.ConfigMap("good", "1")));
            var outcome = await bad;
            Assert.Equal((TargetOutcomeKind.Waiting, reason), (outcome.Kind, outcome.Reason));
            Assert.NotEmpty(outcome.Message);
        }

        // The server may have done what it never answered: it is still ours.
        Assert.Equal(TargetOutcomeKind.Done, (await at.Site.ApplyAsync(at.Site.ConfigMap("bad", "1"))).Kind);
        Assert.True((await at.Site.ObserveAsync(at.Site.ConfigMap("bad", "1"))).Matches);
        Assert.Equal(TargetOutcome.Applied, await at.Site.RemoveAsync(at.Site.ConfigMap("bad", "1")));
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_removal_that_fails_is_waited_for_and_done_later(string fault, string reason)
    {
        await using var at = await ProxiedSite.NewAsync(fixture, Impatient);
        var wanted = at.Site.ConfigMap("bad", "1");
        await at.Site.ApplyAsync(wanted);
        if (fault != "modified")
        {
            using (at.Proxy.Break(request => request.Verb == "delete", Of(fault)))
            {
                var outcome = await at.Site.RemoveAsync(wanted);
                Assert.Equal((TargetOutcomeKind.Waiting, reason), (outcome.Kind, outcome.Reason));
            }
        }

        Assert.Equal(TargetOutcomeKind.Done, (await at.Site.RemoveAsync(wanted)).Kind);
        Assert.Null(await at.Site.Admin.FindAsync(TargetSite.PathOf(wanted.Entry.Key), default));
    }

    [Fact]
    public async Task A_short_pause_that_the_server_asks_for_is_taken_in_place()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        using var rule = at.Proxy.Break(request => request.IsWrite, ProxyFault.TooMany(1), times: 1);
        Assert.Equal(TargetOutcome.Applied, await at.Site.ApplyAsync(at.Site.ConfigMap("a", "1")));
    }

    [Fact]
    public async Task A_long_pause_holds_all_requests_and_is_told()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        await at.Site.ApplyAsync(at.Site.ConfigMap("b", "1"));
        using var rule = at.Proxy.Break(request => request.IsWrite, ProxyFault.TooMany(60), times: 1);
        var outcome = await at.Site.ApplyAsync(at.Site.ConfigMap("a", "1"));
        Assert.Equal((TargetOutcomeKind.Waiting, "TooManyRequests"), (outcome.Kind, outcome.Reason));
        at.Proxy.ClearRequests();
        Assert.Equal("TooManyRequests", (await at.Site.ApplyAsync(at.Site.ConfigMap("b", "2"), before: true)).Reason);
        Assert.Equal("TooManyRequests", (await at.Site.ApplyAsync(at.Site.ConfigMap("c", "2"))).Reason);
        Assert.Empty(at.Proxy.Requests);

        // What the watch tells needs no request.
        Assert.True((await at.Site.ObserveAsync(at.Site.ConfigMap("b", "1"))).Matches);
    }

    [Fact]
    public async Task A_kind_whose_storage_is_not_ready_holds_up_its_own_requests_only()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        using var rule = at.Proxy.Break(request => request.IsWrite && request.Resource == "services", ProxyFault.NotReady(60));
        var service = at.Site.Wanted("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"s","namespace":"SPACE"},"spec":{"ports":[{"port":80}]}}""");
        Assert.Equal((TargetOutcomeKind.Waiting, "TooManyRequests"), (await at.Site.ApplyAsync(service)) is var outcome ? (outcome.Kind, outcome.Reason) : default);
        Assert.Equal(TargetOutcome.Applied, await at.Site.ApplyAsync(at.Site.ConfigMap("a", "1")));
    }

    [Theory]
    [InlineData(ConnectionMode.Reset)]
    [InlineData(ConnectionMode.Hold)]
    public async Task A_server_that_takes_no_connections_is_unreachable_and_nothing_is_said_to_be_missing(ConnectionMode mode)
    {
        await using var at = await ProxiedSite.NewAsync(fixture, Impatient);
        at.Proxy.Connections = mode;
        var wanted = at.Site.ConfigMap("a", "1");
        Assert.Equal((TargetOutcomeKind.Waiting, "Unreachable"), await at.Site.ApplyAsync(wanted) is var apply ? (apply.Kind, apply.Reason) : default);
        Assert.Equal((TargetOutcomeKind.Waiting, "Unreachable"), await at.Site.RemoveAsync(wanted) is var remove ? (remove.Kind, remove.Reason) : default);
        Assert.Equal(Health.Unknown, (await at.Site.ObserveAsync(wanted)).Health);
        await Assert.ThrowsAsync<TargetUnreachableException>(() => at.Site.Target.ListTrackedAsync(default));
        Assert.Equal(TargetOutcomeKind.Done, (await at.Site.Target.IntendAsync([TargetSite.Line(wanted)], default)).Kind);
        at.Proxy.Connections = ConnectionMode.Serve;
        await TargetSite.UntilAsync(() => at.Site.ApplyAsync(wanted), outcome => outcome == TargetOutcome.Applied);
    }

    [Fact]
    public async Task A_rebuild_that_cannot_read_one_kind_is_no_rebuild()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        await at.Site.ApplyAsync(at.Site.ConfigMap("a", "1"));
        using (at.Proxy.Break(request => request is { Verb: "list", Resource: "secrets" }, ProxyFault.Internal()))
            await Assert.ThrowsAsync<TargetUnreachableException>(() => at.Site.Target.ListTrackedAsync(default));
        Assert.Equal(["a"], (await at.Site.Target.ListTrackedAsync(default))!.Select(line => line.Key.Name));
    }

    [Fact]
    public async Task Who_comes_between_the_look_and_the_apply_keeps_the_object_as_it_was()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        var wanted = at.Site.Wanted("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"SPACE"},"data":{"w":"ours"}}""");
        await at.Site.ApplyAsync(at.Site.ConfigMap("warm", "1"));
        using var rule = at.Proxy.Break(request => request.IsWrite, new ProxyFault.Delay(TimeSpan.FromMilliseconds(500)), times: 1);
        var apply = at.Site.ApplyAsync(wanted);
        await at.Proxy.WaitForAsync(request => request.IsWrite && request.Path.EndsWith("/a", StringComparison.Ordinal), default);
        var theirs = System.Text.Json.Nodes.JsonNode.Parse(at.Site.ConfigMap("a", "theirs").Content.Span)!.AsObject();
        (await at.Site.Admin.CreateAsync(theirs, default)).Ok();
        Assert.Equal((TargetOutcomeKind.Stalled, "Conflict"), await apply is var outcome ? (outcome.Kind, outcome.Reason) : default);
        var live = (await at.Site.Admin.FindAsync(TargetSite.PathOf(wanted.Entry.Key), default))!;
        Assert.Equal("""{"v":"theirs"}""", live["data"]!.ToJsonString());
        Assert.Null(live["metadata"]!["labels"]);
    }

    [Fact]
    public async Task An_object_protected_a_moment_ago_is_not_removed_although_the_watch_does_not_know()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        var wanted = at.Site.ConfigMap("a", "1");
        await at.Site.ApplyAsync(wanted);
        await at.Proxy.WaitForAsync(request => request.Verb == "watch", default);
        at.Proxy.Connections = ConnectionMode.Reset;
        at.Proxy.CutAll();
        (await at.Site.Admin.MergeAsync(TargetSite.PathOf(wanted.Entry.Key), TargetSite.Patch("annotations", "edge.kubestellar.io/prune", "disabled"), default)).Ok();
        using var rule = at.Proxy.Break(request => request.Verb == "watch", ProxyFault.Unavailable());
        at.Proxy.Connections = ConnectionMode.Serve;
        Assert.Equal("Protected", (await TargetSite.UntilAsync(() => at.Site.RemoveAsync(wanted), outcome => outcome.Reason != "Unreachable")).Reason);
    }

    [Fact]
    public async Task A_create_whose_answer_was_lost_is_still_ours()
    {
        await using var at = await ProxiedSite.NewAsync(fixture, Impatient);
        using var rule = at.Proxy.Break(request => request.IsWrite, new ProxyFault.Cut(0), times: 1);
        Assert.Equal(TargetOutcomeKind.Done, (await at.Site.ApplyAsync(at.Site.ConfigMap("a", "1"))).Kind);
        Assert.True((await at.Site.ObserveAsync(at.Site.ConfigMap("a", "1"))).Matches);
    }

    private static ProxyFault Of(string name) => name switch
    {
        "internal" => ProxyFault.Internal(),
        "unavailable" => ProxyFault.Unavailable(),
        "timeout" => ProxyFault.Timeout(),
        "no space" => ProxyFault.NoSpace(),
        "modified" => ProxyFault.Modified(),
        "unauthorized" => ProxyFault.Unauthorized(),
        "cut" => new ProxyFault.Cut(20),
        "swallow" => new ProxyFault.Swallow(),
        _ => new ProxyFault.Silence(),
    };
}

public sealed class RealFaultTests(RealApiServerFixture fixture) : FaultTests(fixture);

public sealed class FakeFaultTests(FakeApiServerFixture fixture) : FaultTests(fixture);
