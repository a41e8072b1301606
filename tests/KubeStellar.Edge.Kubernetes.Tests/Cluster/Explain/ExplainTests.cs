using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Proxy;
using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Explain;

/// <summary>Why an object is stuck, in the cluster's own words.</summary>
public abstract class ExplainTests(IApiServerFixture fixture)
{
    [Fact]
    public async Task A_workload_is_explained_by_its_pods()
    {
        using var site = await TargetSite.NewAsync(fixture);
        await site.ApplyAsync(Web(site));
        Assert.Empty(await site.Target.ExplainAsync(Web(site), default));
        await ObservedAsync(site);
        await PodAsync(site, "web-1", """{"phase":"Pending","containerStatuses":[{"name":"app","image":"a:1","imageID":"","ready":false,"restartCount":0,"state":{"waiting":{"reason":"ImagePullBackOff","message":"Back-off pulling image"} } }]}""");
        await PodAsync(site, "web-2", """{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/1 nodes are available"}]}""");
        await PodAsync(site, "web-3", """{"phase":"Running","containerStatuses":[{"name":"app","image":"a:1","imageID":"","ready":false,"restartCount":7,"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off"} },"lastState":{"terminated":{"exitCode":3,"reason":"Error"} } }]}""");
        var found = await site.Target.ExplainAsync(Web(site), default);
        Assert.Contains(new ReportEvent("Pod/web-1", "ImagePullBackOff", "app: Back-off pulling image", 1), found);
        Assert.Contains(new ReportEvent("Pod/web-2", "Unschedulable", "0/1 nodes are available", 1), found);
        Assert.Contains(new ReportEvent("Pod/web-3", "CrashLoopBackOff", "app: back-off (ended with 3, Error)", 7), found);
    }

    [Fact]
    public async Task A_quota_or_a_webhook_that_keeps_pods_from_being_made_is_a_condition()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var web = Web(site);
        await site.ApplyAsync(web);
        await site.SeenAsync(web.Entry.Key, () => site.Admin.StatusAsync(
            TargetSite.PathOf(web.Entry.Key), """{"conditions":[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"pods is forbidden: exceeded quota"}]}""", default));
        Assert.Equal([new ReportEvent("", "FailedCreate", "pods is forbidden: exceeded quota", 1)], await site.Target.ExplainAsync(web, default));
    }

    [Fact]
    public async Task Warnings_about_an_object_are_told_newest_first_and_short()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = site.ConfigMap("a", "1");
        await site.ApplyAsync(wanted);
        var uid = (string)(await site.Admin.FindAsync(TargetSite.PathOf(wanted.Entry.Key), default))!["metadata"]!["uid"]!;
        for (var i = 0; i < 7; i++)
            await EventAsync(site, $"e{i}", uid, "Warning", $"Reason{i}", new string('x', 600));
        await EventAsync(site, "fine", uid, "Normal", "Fine", "all is well");
        await EventAsync(site, "other", "another-uid", "Warning", "Other", "not ours");
        var found = await site.Target.ExplainAsync(wanted, default);
        Assert.Equal(["Reason6", "Reason5", "Reason4", "Reason3", "Reason2"], found.Select(item => item.Reason));
        Assert.All(found, item => Assert.Equal((512, 3, ""), (item.Message.Length, item.Count, item.On)));
    }

    [Fact]
    public async Task What_may_not_be_read_is_left_out()
    {
        var server = await fixture.GetAsync();
        var user = await server.UserAsync(default, new ApiRule("apps", "deployments", "*"));
        using var site = await TargetSite.NewAsync(fixture, user.Kubeconfig);
        await site.ApplyAsync(Web(site));
        await ObservedAsync(site);
        Assert.Empty(await site.Target.ExplainAsync(Web(site), default));
        Assert.Empty(await site.Target.ExplainAsync(site.ConfigMap("never-applied", "1"), default));
    }

    [Fact]
    public async Task A_slow_server_costs_the_explanation_only()
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        await at.Site.ApplyAsync(Web(at.Site));
        await ObservedAsync(at.Site);
        using var rule = at.Proxy.Break(request => request.Resource is "pods" or "events", new ProxyFault.Silence());
        Assert.Empty(await at.Site.Target.ExplainAsync(Web(at.Site), default));
    }

    private static TargetObject Web(TargetSite site) => site.Wanted(
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"SPACE"},
         "spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"app","image":"a:1"}]}}}}
        """);

    private static Task<JsonObject> ObservedAsync(TargetSite site) => site.SeenAsync(
        Web(site).Entry.Key, () => site.Admin.StatusAsync(TargetSite.PathOf(Web(site).Entry.Key), """{"observedGeneration":1}""", default));

    private static async Task PodAsync(TargetSite site, string name, string status)
    {
        var pod = new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = site.Space, ["labels"] = new JsonObject { ["app"] = "web" } },
            ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = "a:1" }) },
        };
        (await site.Admin.CreateAsync(pod, default)).Ok();
        (await site.Admin.StatusAsync($"/api/v1/namespaces/{site.Space}/pods/{name}", status, default)).Ok();
    }

    private static async Task EventAsync(TargetSite site, string name, string uid, string type, string reason, string message)
    {
        var item = new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Event", ["type"] = type, ["reason"] = reason, ["message"] = message, ["count"] = 3,
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = site.Space },
            ["lastTimestamp"] = $"2026-01-01T00:00:0{(int.TryParse(name[1..], out var second) ? second : 9)}Z",
            ["involvedObject"] = new JsonObject { ["kind"] = "ConfigMap", ["name"] = "a", ["namespace"] = site.Space, ["uid"] = uid },
        };
        (await site.Admin.CreateAsync(item, default)).Ok();
    }
}

public sealed class RealExplainTests(RealApiServerFixture fixture) : ExplainTests(fixture);

public sealed class FakeExplainTests(FakeApiServerFixture fixture) : ExplainTests(fixture);
