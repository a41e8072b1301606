using System.Text.Json.Nodes;
using KubeStellar.Edge.Kubernetes.Cluster;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Source.Events;
using KubeStellar.Edge.Kubernetes.Tests.Source.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Real;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Kubernetes.Tests.Source.Events;

public abstract class EventRecorderTests(IApiServerFixture fixture)
{
    private static CancellationToken Token => SourceSite.Patience;

    [Fact]
    public async Task The_same_again_is_counted_and_a_burst_is_bounded()
    {
        var server = await fixture.GetAsync();
        await using var site = await SourceSite.NewAsync(server);
        using var connections = new ConnectionKeeper(new ClusterAccess(server.Kubeconfig, null, TimeProvider.System), new ClusterTimes(), TimeProvider.System, NullLogger<ConnectionKeeper>.Instance);
        var recorder = new EventRecorder(new ApiClient(connections, new RetryGate(new Random(7), TimeProvider.System), TimeSpan.FromSeconds(30), "test", TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        var reference = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["namespace"] = site.Space, ["name"] = "a", ["uid"] = "u-1" };
        await recorder.TellAsync(reference, true, "Refused", "no", Token);
        await recorder.TellAsync(reference, true, "Refused", "no", Token);
        await recorder.TellAsync(reference, true, "Refused", "another reason", Token);

        // Of a kind without namespaces, with a name that no event could bear.
        await recorder.TellAsync(new JsonObject { ["apiVersion"] = "rbac.authorization.k8s.io/v1", ["kind"] = "ClusterRole", ["namespace"] = "", ["name"] = $"{site.Space}:Odd", ["uid"] = "u-2" }, true, "Refused", "no", Token);
        var events = (await site.Admin.GetAsync($"/api/v1/namespaces/{site.Space}/events", Token)).Ok()["items"]!.AsArray();
        Assert.Equal(["another reason 1", "no 2"], events.Select(told => $"{told!["message"]} {told["count"]}").Order(StringComparer.Ordinal));
        Assert.Contains((await site.Admin.GetAsync("/api/v1/namespaces/default/events", Token)).Ok()["items"]!.AsArray(), told => (string)told!["involvedObject"]!["name"]! == $"{site.Space}:Odd");

        for (var i = 0; i < 200; i++)
            await recorder.TellAsync(reference, true, "Refused", "no", Token);
        Assert.True(recorder.Dropped > 0);
    }
}

public sealed class RealEventRecorderTests(RealApiServerFixture fixture) : EventRecorderTests(fixture);

public sealed class FakeEventRecorderTests(FakeApiServerFixture fixture) : EventRecorderTests(fixture);
