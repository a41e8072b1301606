using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Kubernetes.Tests.Source.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Proxy;
using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Kubernetes.Tests.Source.Objects;

/// <summary>Statuses that a hub writes back into the objects that it took.</summary>
public abstract class StatusTellerTests(IApiServerFixture fixture)
{
    private static CancellationToken Token => SourceSite.Patience;

    [Fact]
    public async Task A_status_is_written_followed_and_taken_off_and_is_no_edit()
    {
        await using var site = await SiteAsync();
        site.Start();
        var key = await WidgetAsync(site, "w");
        site.Feed.Back = [Known(key, """{"ready":true}""")];
        await SeeAsync(site, "w", """{"ready":true}""");
        site.Feed.Back = [Known(key, """{"ready":false}""")];
        await SeeAsync(site, "w", """{"ready":false}""");

        // Not known: what stands there stays. Then there is none.
        site.Feed.Back = [new BackStatus(key, Policy, 1) { Why = "not said yet" }];
        await AfterAsync(site, "later");
        await SeeAsync(site, "w", """{"ready":false}""");
        site.Feed.Back = [new BackStatus(key, Policy, 2) { Known = true, Why = "it is placed 2 times" }];
        await SeeAsync(site, "w", null);
        site.Feed.Back = [Known(key, """{"ready":true}""")];
        await SeeAsync(site, "w", """{"ready":true}""");
        site.Feed.Back = [];
        await SeeAsync(site, "w", null);

        // Whatever was written, the hub has the object as its owner wrote it, handed over once, and its generation is the first.
        await AfterAsync(site, "last");
        Assert.DoesNotContain("status", site.Feed[key], StringComparison.Ordinal);
        Assert.Equal(1, site.Feed.HandedOver(key));
        Assert.Equal(1, (int)(await site.Admin.FindAsync(Path(site, "w"), Token))!["metadata"]!["generation"]!);
    }

    [Fact]
    public async Task Nothing_is_written_while_nothing_changes_nor_when_others_do()
    {
        var server = await fixture.GetAsync();
        await using var proxy = await FaultProxy.NewAsync(server, Token);
        await using var site = await SiteAsync();
        var kubeconfig = server.Folder[$"proxy-{Guid.NewGuid():N}.kubeconfig"];
        proxy.WriteKubeconfig(kubeconfig, ApiServer.AdminCredentials);
        site.Start(kubeconfig);
        var key = await WidgetAsync(site, "w");
        site.Feed.Back = [Known(key, """{"ready":true}""")];
        await SeeAsync(site, "w", """{"ready":true}""");
        Assert.Equal(1, Writes(proxy));

        // The same in a report of its own, and a controller of that cluster that disagrees.
        site.Feed.Back = [Known(key, """{"ready":true}""")];
        await AfterAsync(site, "same");
        (await site.Admin.StatusAsync(Path(site, "w"), """{"ready":false}""", Token)).Ok();
        await AfterAsync(site, "others");
        Assert.Equal(1, Writes(proxy));
        site.Feed.Back = [Known(key, """{"ready":true,"size":1}""")];
        await proxy.WaitForAsync(request => IsWrite(request) && Writes(proxy) == 2, Token);
    }

    [Fact]
    public async Task After_a_restart_it_is_written_only_where_it_differs_and_taken_off_where_it_is_its_own()
    {
        var server = await fixture.GetAsync();
        await using var proxy = await FaultProxy.NewAsync(server, Token);
        await using var first = await SiteAsync();
        first.Start();
        var (same, gone, others) = (await WidgetAsync(first, "same"), await WidgetAsync(first, "gone"), await WidgetAsync(first, "others"));
        first.Feed.Back = [Known(same, """{"ready":true}"""), Known(gone, """{"ready":true}""")];
        await SeeAsync(first, "same", """{"ready":true}""");
        await SeeAsync(first, "gone", """{"ready":true}""");
        (await first.Admin.StatusAsync(Path(first, "others"), """{"ready":true}""", Token)).Ok();

        var kubeconfig = server.Folder[$"proxy-{Guid.NewGuid():N}.kubeconfig"];
        proxy.WriteKubeconfig(kubeconfig, ApiServer.AdminCredentials);
        await first.RestartAsync(kubeconfig, [Known(same, """{"ready":true}"""), new BackStatus(gone, Policy, 2) { Known = true }, new BackStatus(others, Policy, 2) { Known = true }]);
        await SeeAsync(first, "gone", null);
        await AfterAsync(first, "restarted");
        await SeeAsync(first, "same", """{"ready":true}""");
        await SeeAsync(first, "others", """{"ready":true}""");
        Assert.Equal(["gone"], proxy.Requests.Where(IsWrite).Select(request => request.Path.Split('/')[^2]).Distinct());
    }

    [Fact]
    public async Task What_a_server_refuses_is_told_and_tried_ever_more_seldom_and_keeps_nobody_else()
    {
        var server = await fixture.GetAsync();
        await using var proxy = await FaultProxy.NewAsync(server, Token);
        await using var site = await SiteAsync();
        var kubeconfig = server.Folder[$"proxy-{Guid.NewGuid():N}.kubeconfig"];
        proxy.WriteKubeconfig(kubeconfig, ApiServer.AdminCredentials);
        site.Start(kubeconfig);
        var (bad, good, map) = (await WidgetAsync(site, "bad"), await WidgetAsync(site, "good"), site.Map("plain"));
        await site.MapAsync("plain");
        await site.Feed.UntilAsync(hub => hub[map] is not null, Token);
        var refusing = proxy.Break(
            request => IsWrite(request) && request.Path.Contains("/bad/", StringComparison.Ordinal),
            new ProxyFault.Reply(422, """{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no such field","reason":"Invalid","code":422}"""));
        site.Feed.Back = [Known(bad, """{"ready":true}"""), Known(good, """{"ready":true}"""), Known(map, """{"ready":true}""")];
        await SeeAsync(site, "good", """{"ready":true}""");
        await site.SeeAsync($"/api/v1/namespaces/{site.Space}/events", list => list["items"]!.AsArray().Any(one => (string?)one!["reason"] == "StatusNotWritten" && (string?)one["involvedObject"]!["name"] == "bad"));
        refusing.Dispose();
        await SeeAsync(site, "bad", """{"ready":true}""");
        Assert.DoesNotContain(proxy.Requests, request => request.IsWrite && request.Path.Contains("configmaps", StringComparison.Ordinal));
    }

    private static readonly PolicyKey Policy = new("default", "web");

    private static BackStatus Known(ObjectKey key, string status) => new(key, Policy, 1) { Known = true, Status = JsonElement.Parse(status), From = "edge store-17", Stamp = new object() };

    private static bool IsWrite(ProxiedRequest request) => request.IsWrite && request.Path.EndsWith("/status", StringComparison.Ordinal) && !request.Path.Contains("/marker-", StringComparison.Ordinal);

    private static int Writes(FaultProxy proxy) => proxy.Requests.Count(IsWrite);

    private static string Group(SourceSite site) => $"{site.Space}.example.com";

    private static string Path(SourceSite site, string name) => ApiPath.Of($"{Group(site)}/v1", "widgets", site.Space, name);

    private async Task<SourceSite> SiteAsync()
    {
        var server = await fixture.GetAsync();
        var site = await SourceSite.NewAsync(server);
        await Widgets.DefineAsync(server, Group(site), Token);
        return site;
    }

    private static async Task<ObjectKey> WidgetAsync(SourceSite site, string name)
    {
        var key = new ObjectKey(Group(site), "Widget", site.Space, name);
        await site.PutAsync($"{Group(site)}/v1", "Widget", name, """{"spec":{"size":1}}""");
        await site.Feed.UntilAsync(hub => hub[key] is not null && hub.Last?.Phase == SourcePhase.Synced, Token);
        return key;
    }

    private static Task<JsonObject> SeeAsync(SourceSite site, string name, string? status) => site.SeeAsync(Path(site, name), found => status is null
        ? found["status"] is null or JsonObject { Count: 0 }
        : JsonNode.DeepEquals(found["status"], JsonNode.Parse(status)));

    /// <summary>Several rounds of the source are over: a hand-over of something else, and a status, that both came after.</summary>
    private static async Task AfterAsync(SourceSite site, string name)
    {
        var before = site.Feed.Back;
        var marker = await WidgetAsync(site, $"marker-{name}");
        site.Feed.Back = [.. before, Known(marker, """{"ready":true}""")];
        await SeeAsync(site, $"marker-{name}", """{"ready":true}""");
        site.Feed.Back = before;
        await SeeAsync(site, $"marker-{name}", null);
    }
}

public sealed class RealStatusTellerTests(RealApiServerFixture fixture) : StatusTellerTests(fixture);

public sealed class FakeStatusTellerTests(FakeApiServerFixture fixture) : StatusTellerTests(fixture);
