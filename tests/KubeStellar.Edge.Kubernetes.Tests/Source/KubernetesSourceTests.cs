using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes.Tests.Source.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Proxy;
using KubeStellar.Edge.TestKit.Cluster.Real;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Kubernetes.Tests.Source;

/// <summary>A cluster as a source, against real servers and the one in the test process.</summary>
public abstract class KubernetesSourceTests(IApiServerFixture fixture)
{
    private static CancellationToken Token => SourceSite.Patience;

    [Fact]
    public async Task Takes_what_carries_the_label_clean_and_follows_it()
    {
        await using var site = await SourceSite.NewAsync(await fixture.GetAsync());
        await site.MapAsync("before");
        await site.MapAsync("other", labelled: false);
        site.Start();
        await site.Feed.UntilAsync(hub => hub[site.Map("before")] is not null && hub.Last?.Phase == SourcePhase.Synced, Token);
        Assert.Equal(
            $$$"""{"apiVersion":"v1","data":{"value":"1"},"kind":"ConfigMap","metadata":{"labels":{"{{{site.Label}}}":"yes"},"name":"before","namespace":"{{{site.Space}}}"}}""", site.Feed[site.Map("before")]);

        await site.MapAsync("before", "2");
        await site.MapAsync("after");
        await site.Feed.UntilAsync(hub => hub[site.Map("before")]!.Contains("\"2\"", StringComparison.Ordinal) && hub[site.Map("after")] is not null, Token);

        await site.PutAsync("v1", "ConfigMap", "theirs", "{}", metadata: """{"annotations":{"edge.kubestellar.io/take-over":"true"}}""");
        await site.Feed.UntilAsync(hub => hub[site.Map("theirs")] is not null, Token);
        Assert.Equal([site.Map("theirs").ToString()], site.Feed.Newest!.TakesOver);

        // One loses its label, the other is deleted.
        (await site.Admin.MergeAsync(site.PathOf("configmaps", "before"), $$$"""{"metadata":{"labels":{"{{{site.Label}}}":null} }}""", Token)).Ok();
        (await site.Admin.DeleteAsync(site.PathOf("configmaps", "after"), Token)).Ok();
        await site.Feed.UntilAsync(hub => hub[site.Map("before")] is null && hub[site.Map("after")] is null, Token);
        Assert.Null(site.Feed[site.Map("other")]);
    }

    [Fact]
    public async Task Takes_everything_of_a_chosen_namespace_but_what_controllers_made()
    {
        await using var site = await SourceSite.NewAsync(await fixture.GetAsync());
        await site.MapAsync("plain", labelled: false);
        await site.PutAsync(
            "v1", "ConfigMap", "made", "{}", labelled: false, metadata: """{"ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"d","uid":"0","controller":true}]}""");
        await site.PutAsync("v1", "ConfigMap", "kube-root-ca.crt", "{}", labelled: false);
        site.Start(selector: "", namespaces: site.Space);
        var space = new ObjectKey("", "Namespace", "", site.Space);
        await site.Feed.UntilAsync(hub => hub[site.Map("plain")] is not null && hub[space] is not null, Token);
        Assert.Equal([site.Map("plain"), space], site.Feed.Holdings().Objects.Keys.Order());
    }

    [Fact]
    public async Task A_kind_that_is_defined_while_it_runs_is_followed()
    {
        await using var site = await SourceSite.NewAsync(await fixture.GetAsync());
        site.Start();
        await site.Feed.UntilAsync(hub => hub.Last?.Phase == SourcePhase.Synced, Token);
        var group = $"{site.Space}.example.com";
        var definition = $$$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"shelves.{{{group}}}"},"spec":{"group":"{{{group}}}","scope":"Namespaced",
            "names":{"kind":"Shelf","plural":"shelves"},"versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } }]}}
            """;
        (await site.Admin.CreateAsync(JsonNode.Parse(definition)!.AsObject(), Token)).Ok();
        await site.SeeAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/shelves.{group}", found => found.ToJsonString().Contains("\"Established\"", StringComparison.Ordinal));
        var body = $$$"""{"apiVersion":"{{{group}}}/v1","kind":"Shelf","metadata":{"name":"s","namespace":"{{{site.Space}}}","labels":{"{{{site.Label}}}":"yes"}},"spec":{"price":1.10}}""";
        while ((await site.Admin.SendAsync(HttpMethod.Post, $"/apis/{group}/v1/namespaces/{site.Space}/shelves", Token, body)).Status == 404)
        {
            // Served a moment after it is established.
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }

        var key = new ObjectKey(group, "Shelf", site.Space, "s");
        await site.Feed.UntilAsync(hub => hub[key] is not null, Token);
        Assert.Contains("1.1", site.Feed[key], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_hub_has_of_a_kind_that_nobody_can_list_stays()
    {
        var server = await fixture.GetAsync();
        var (unknown, forbidden) = (new ObjectKey("gone.example.com", "Shelf", "shop", "s"), new ObjectKey("apps", "Deployment", "shop", "d"));
        await using var site = await SourceSite.NewAsync(server);
        var identity = (string)(await site.Admin.GetAsync("/api/v1/namespaces/kube-system", Token)).Ok()["metadata"]!["uid"]!;
        await site.Feed.TellAsync(new SourceReport(SourcePhase.Synced) { Identity = identity }, Token);
        site.Feed.Hold(unknown);
        site.Feed.Hold(forbidden);
        site.Feed.Hold(site.Map("gone"));
        await site.MapAsync("there");
        var user = await server.UserAsync(Token, new ApiRule("", "configmaps,namespaces", "list,watch,get"));
        site.Start(user.Kubeconfig);
        await site.Feed.UntilAsync(hub => hub[site.Map("there")] is not null && hub[site.Map("gone")] is null, Token);
        Assert.NotNull(site.Feed[unknown]);
        Assert.NotNull(site.Feed[forbidden]);
        Assert.Contains("cannot be listed", site.Feed.Last!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_cluster_at_the_same_address_is_held_until_a_person_confirms()
    {
        await using var site = await SourceSite.NewAsync(await fixture.GetAsync());
        await site.Feed.TellAsync(new SourceReport(SourcePhase.Synced) { Identity = "another" }, Token);
        site.Feed.Hold(site.Map("old"));
        await site.MapAsync("new");
        site.Start();
        await site.Feed.UntilAsync(hub => hub.Last?.Phase == SourcePhase.Held, Token);
        Assert.Contains("kse confirm kubernetes", site.Feed.Last!.Message, StringComparison.Ordinal);
        Assert.Equal(0, site.Feed.Changes);

        site.Confirm();
        await site.Feed.UntilAsync(hub => hub[site.Map("old")] is null && hub[site.Map("new")] is not null, Token);
        Assert.NotEqual("another", site.Feed.Last!.Identity);
    }

    [Fact]
    public async Task A_server_that_is_away_takes_nothing_along_and_is_caught_up_with()
    {
        await using var server = await fixture.NewAsync(Token);
        await using var site = await SourceSite.NewAsync(server);
        await site.MapAsync("stays");
        await site.MapAsync("goes");
        site.Start();
        await site.Feed.UntilAsync(hub => hub[site.Map("stays")] is not null && hub[site.Map("goes")] is not null, Token);
        await server.StopAsync(Token);
        await site.Feed.UntilAsync(hub => hub.Last?.Phase == SourcePhase.Unreachable, Token);
        Assert.Equal(2, site.Feed.Holdings().Objects.Count);

        await server.StartAsync(Token);
        (await site.Admin.DeleteAsync(site.PathOf("configmaps", "goes"), Token)).Ok();
        await site.MapAsync("comes");
        await site.Feed.UntilAsync(hub => hub[site.Map("goes")] is null && hub[site.Map("comes")] is not null && hub.Last?.Phase == SourcePhase.Synced, Token);
        Assert.NotNull(site.Feed[site.Map("stays")]);
    }

    [Fact]
    public async Task A_refused_object_keeps_nobody_else_and_is_told_of_on_the_object()
    {
        await using var site = await SourceSite.NewAsync(await fixture.GetAsync());
        site.Feed.Refuse = item => item.Contains(".Secret.", StringComparison.Ordinal) ? "secret values are not accepted" : null;
        await site.PutAsync("v1", "Secret", "password", """{"data":{"a":"eA=="}}""");
        await site.MapAsync("good");
        site.Start();
        await site.Feed.UntilAsync(hub => hub[site.Map("good")] is not null && hub.Last?.RefusedCount == 1, Token);
        var events = await site.SeeAsync($"/api/v1/namespaces/{site.Space}/events", found => found["items"] is JsonArray { Count: > 0 });
        var told = Assert.Single(events["items"]!.AsArray())!;
        Assert.Equal(("Warning", "Refused", "password"), ((string)told["type"]!, (string)told["reason"]!, (string)told["involvedObject"]!["name"]!));
        Assert.Contains("data: secret values are not accepted", (string)told["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_says_back_how_it_fares_and_a_refused_one_why()
    {
        await using var site = await SourceSite.NewAsync(await fixture.GetAsync());
        await DefineAsync(site);
        site.Feed.Judge = record => new SourcePolicy(record, 3, 0, null, 1, new SummaryRecord
        {
            Policy = new PolicyKey("default", record.Name), Bundle = record.Digest, Totals = new Totals { Desired = 7, Applied = 5 }, Coverage = new Coverage(7, 7, []),
            Value = System.Text.Json.JsonElement.Parse("""{"ready":5}"""),
        });
        var name = $"p{site.Label}";
        await site.PutAsync(Version, "Policy", name, """{"spec":{"module":"good"}}""");
        site.Start();
        var path = site.PathOf("policies", name, Version);
        var seen = await site.SeeAsync(path, found => Condition(found, "Ready")?["status"]?.ToString() == "True");
        Assert.Equal((3, 7, 5, 5), ((int)seen["status"]!["objects"]!, (int)seen["status"]!["edges"]!, (int)seen["status"]!["totals"]!["applied"]!, (int)seen["status"]!["summary"]!["ready"]!));
        Assert.Equal("good", site.Feed.Policies[name].Bundle.Files[$"{name}.js"]);

        site.Feed.Refuse = item => item.EndsWith($"{name}.js", StringComparison.Ordinal) ? $"{name}.js:3:7: Threw: x is undefined" : null;
        await site.PutAsync(Version, "Policy", name, """{"spec":{"module":"bad"}}""");
        seen = await site.SeeAsync(path, found => Condition(found, "Ready")?["reason"]?.ToString() == "Refused");
        Assert.Contains($"{name}.js:3:7", (string)Condition(seen, "Ready")!["message"]!, StringComparison.Ordinal);
        Assert.Equal(2, (int)seen["status"]!["observedGeneration"]!);
        Assert.Equal("good", site.Feed.Policies[name].Bundle.Files[$"{name}.js"]);
        await site.SeeAsync($"/api/v1/namespaces/{site.Space}/events", found => found["items"]!.AsArray().Any(told => (string)told!["reason"]! == "Refused" && (string)told["involvedObject"]!["kind"]! == "Policy"));

        site.Feed.Refuse = _ => null;
        site.Feed.Holds[name] = new HoldRecord("3f2a", 7, 7, 7, [], DateTimeOffset.UnixEpoch);
        (await site.Admin.DeleteAsync(path, Token)).Ok();
        await site.Feed.UntilAsync(hub => hub.Policies.Count == 0, Token);
        await site.SeeAsync($"/api/v1/namespaces/{site.Space}/events", found => found["items"]!.AsArray().Any(told => ((string)told!["message"]!).Contains("kse confirm 3f2a", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_labelled_ConfigMap_is_a_policy_and_no_workload()
    {
        await using var site = await SourceSite.NewAsync(await fixture.GetAsync());
        var name = $"m{site.Label}";
        (await site.Admin.ApplyAsync(
            JsonNode.Parse($$$"""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"{{{site.Space}}}","labels":{"edge.kubestellar.io/policy":"true","{{{site.Label}}}":"yes"}},
                "data":{"policy.js":"main","sizes.js":"more","parameters.yaml":"size: large\n"}}
                """)!.AsObject(),
            Token)).Ok();
        site.Start();
        await site.Feed.UntilAsync(hub => hub.Policies.ContainsKey(name), Token);
        var bundle = site.Feed.Policies[name].Bundle;
        Assert.Equal(("policy.js", "large"), (bundle.Main, bundle.Parameters!["size"].GetString()));
        Assert.Equal(["policy.js", "sizes.js"], bundle.Files.Keys);
        Assert.Null(site.Feed[site.Map(name)]);
        (await site.Admin.DeleteAsync(site.PathOf("configmaps", name), Token)).Ok();
        await site.Feed.UntilAsync(hub => !hub.Policies.ContainsKey(name), Token);
    }

    [Fact]
    public async Task A_server_whose_store_went_back_is_held_until_a_person_confirms()
    {
        var server = await fixture.GetAsync();
        await using var proxy = await FaultProxy.NewAsync(server, Token);
        await using var site = await SourceSite.NewAsync(server);
        await site.MapAsync("before");
        site.Start(Through(proxy, server));
        await site.Feed.UntilAsync(hub => hub[site.Map("before")] is not null, Token);
        using var older = proxy.Break(
            request => request is { Verb: "list", Resource: "namespaces", Query: "?limit=1" },
            new ProxyFault.Reply(200, """{"apiVersion":"meta.k8s.io/v1","kind":"PartialObjectMetadataList","metadata":{"resourceVersion":"1"},"items":[]}"""));
        await site.MapAsync("after");
        await site.Feed.UntilAsync(hub => hub.Last?.Phase == SourcePhase.Held, Token);
        Assert.Contains("went back", site.Feed.Last!.Message, StringComparison.Ordinal);
        Assert.Null(site.Feed[site.Map("after")]);

        site.Confirm();
        await site.Feed.UntilAsync(hub => hub[site.Map("after")] is not null, Token);
    }

    [Fact]
    public async Task Faults_of_a_server_lose_nothing_and_remove_nothing()
    {
        var server = await fixture.GetAsync();
        await using var proxy = await FaultProxy.NewAsync(server, Token);
        await using var site = await SourceSite.NewAsync(server);
        foreach (var i in Enumerable.Range(0, 20))
            await site.MapAsync($"m{i}");
        using (proxy.Break(request => request is { Verb: "list", Resource: "configmaps" }, ProxyFault.Internal(), times: 3))
        using (proxy.Break(request => request is { Verb: "list", Resource: "configmaps" }, new ProxyFault.Cut(200), times: 2))
        {
            site.Start(Through(proxy, server));
            await site.Feed.UntilAsync(hub => hub.Holdings().Objects.Count == 20, Token);
        }

        proxy.CutAll();
        using (proxy.Break(request => request.Verb is "list" or "watch", ProxyFault.Unavailable(), times: 40))
        {
            (await site.Admin.DeleteAsync(site.PathOf("configmaps", "m0"), Token)).Ok();
            await site.MapAsync("more");
            await site.Feed.UntilAsync(hub => hub[site.Map("m0")] is null && hub[site.Map("more")] is not null, Token);
        }

        Assert.Equal(20, site.Feed.Holdings().Objects.Count);
    }

    [Fact]
    public async Task A_status_that_says_the_same_is_not_written_again()
    {
        var server = await fixture.GetAsync();
        await using var proxy = await FaultProxy.NewAsync(server, Token);
        await using var site = await SourceSite.NewAsync(server);
        await DefineAsync(site);
        var name = $"q{site.Label}";
        await site.PutAsync(Version, "Policy", name, """{"spec":{"module":"good"}}""");
        site.Start(Through(proxy, server));
        await site.SeeAsync(site.PathOf("policies", name, Version), found => Condition(found, "Ready")?["status"]?.ToString() == "True");
        proxy.ClearRequests();

        // Its states are looked at between any two hand-overs.
        foreach (var i in Enumerable.Range(0, 3))
        {
            await site.MapAsync($"m{i}");
            await site.Feed.UntilAsync(hub => hub[site.Map($"m{i}")] is not null, Token);
        }

        Assert.DoesNotContain(proxy.Requests, request => request.IsWrite);
    }

    private static string Through(FaultProxy proxy, ApiServer server)
    {
        var path = server.Folder[$"proxy-{Guid.NewGuid():N}.kubeconfig"];
        proxy.WriteKubeconfig(path, ApiServer.AdminCredentials);
        return path;
    }

    private const string Version = "edge.kubestellar.io/v1alpha1";

    private static JsonNode? Condition(JsonObject policy, string type) => policy["status"]?["conditions"]?.AsArray().FirstOrDefault(one => (string)one!["type"]! == type);

    private static async Task DefineAsync(SourceSite site)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Source", "Data", "crds.yaml"));
        foreach (var document in ManifestReader.Read(System.Text.Encoding.UTF8.GetBytes(text)))
            (await site.Admin.ApplyAsync(JsonNode.Parse(document.CanonicalJson)!.AsObject(), Token, "test")).Ok();
        await site.SeeAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/policies.edge.kubestellar.io", found => found.ToJsonString().Contains("\"Established\"", StringComparison.Ordinal));
    }
}

public sealed class RealKubernetesSourceTests(RealApiServerFixture fixture) : KubernetesSourceTests(fixture);

public sealed class FakeKubernetesSourceTests(FakeApiServerFixture fixture) : KubernetesSourceTests(fixture);
