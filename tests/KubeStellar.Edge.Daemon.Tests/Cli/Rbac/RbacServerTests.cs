using System.Text;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Rbac;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes;
using KubeStellar.Edge.Kubernetes.Cluster;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Credentials;
using Microsoft.Extensions.DependencyInjection;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Rbac;

/// <summary>The role that is printed is one that a server takes, and just enough for what is placed.</summary>
public abstract class RbacServerTests(IApiServerFixture fixture)
{
    private readonly string _space = "rbac-" + Guid.NewGuid().ToString("n")[..8];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task An_edge_with_just_this_role_applies_and_removes_what_is_placed_and_nothing_else(bool namespaced, bool impersonated)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var server = await fixture.GetAsync();
        var group = _space + ".example.com";
        (await server.Admin.CreateAsync(Json($$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{_space}}}"}}"""), limit.Token)).Ok();
        TargetObject[] placed =
        [
            Object($$$$"""{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"oxen.{{{{group}}}}"},"spec":{"group":"{{{{group}}}}","names":{"kind":"Ox","listKind":"OxList","plural":"oxen","singular":"ox"},"scope":"Namespaced","versions":[{"name":"v1","schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}},"served":true,"storage":true}]}}"""),
            Object($$$"""{"apiVersion":"v1","data":{"a":"b"},"kind":"ConfigMap","metadata":{"name":"a","namespace":"{{{_space}}}"}}"""),
            Object($$$"""{"apiVersion":"{{{group}}}/v1","kind":"Ox","metadata":{"name":"bob","namespace":"{{{_space}}}"}}"""),
        ];
        var tree = new PlacedTree("e1", new RootVersion(1, 1), [.. placed.Select(one => new PlacedObject(one.Entry.Key, "default"))], new Dictionary<(string, string), string> { [(group, "Ox")] = "oxen" });
        var (user, writer) = (server.User(), server.User());
        var users = new Dictionary<string, string>();
        if (impersonated)
        {
            users["default"] = writer.Name;
        }

        foreach (var document in Items(RoleText.Json(RolePlan.Make(tree, _space, null, namespaced, users))))
        {
            (await server.Admin.ApplyAsync((JsonObject)document.DeepClone(), limit.Token, "test")).Ok();
            var name = (string)document["metadata"]!["name"]!;
            foreach (var (rule, i) in (document["rules"] as JsonArray ?? []).Select((rule, i) => (rule!, i)))
            {
                var granted = new ApiRule(
                    List(rule, "apiGroups"), List(rule, "resources"), List(rule, "verbs"), (string?)document["metadata"]!["namespace"], rule["resourceNames"] is null ? null : List(rule, "resourceNames"));
                await server.GrantAsync(name == _space ? user : writer, granted, $"{name}-test-{i}", limit.Token);
            }
        }

        await using var services = new ServiceCollection().AddLogging()
            .AddKubernetesTarget(new KubernetesTargetOptions { Kubeconfig = user.Kubeconfig, Edge = "e1", HubKey = _space, Impersonate = users }).BuildServiceProvider();
        var target = services.GetRequiredService<ITarget>();
        var other = Object($$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a","namespace":"{{{_space}}}"}}""");
        Assert.Equal(TargetOutcomeKind.Done, (await target.IntendAsync([.. placed.Append(other).Select(Line)], limit.Token)).Kind);
        foreach (var one in placed)
        {
            Assert.Equal(TargetOutcome.Applied, await DoneAsync(() => target.ApplyAsync(one, Line(one), limit.Token), limit.Token));
            Assert.True((await target.ObserveAsync(one, limit.Token)).Matches, one.Entry.Key.ToString());
        }

        var refused = await target.ApplyAsync(other, Line(other), limit.Token);
        Assert.Equal((TargetOutcomeKind.Stalled, "Forbidden"), (refused.Kind, refused.Reason));
        foreach (var one in placed.Reverse())
        {
            await DoneAsync(() => target.RemoveAsync(Line(one) with { Content = one.Entry.Content }, limit.Token), limit.Token);
        }
    }

    [Fact]
    public async Task Resources_of_built_in_kinds_are_called_as_the_server_calls_them()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var server = await fixture.GetAsync();
        var versions = (await server.Admin.GetAsync("/apis", limit.Token)).Ok()["groups"]!.AsArray()
            .Select(group => (Name: (string)group!["name"]!, Path: $"/apis/{(string)group["preferredVersion"]!["groupVersion"]!}")).Append((Name: "", Path: "/api/v1"));
        var (known, none) = (0, new Dictionary<(string, string), string>());
        foreach (var (group, path) in versions)
        {
            foreach (var resource in (await server.Admin.GetAsync(path, limit.Token)).Ok()["resources"]!.AsArray())
            {
                var (name, kind) = ((string)resource!["name"]!, (string)resource["kind"]!);
                if (name.Contains('/', StringComparison.Ordinal) || ResourceNames.Of(group, kind, none) is not { Guessed: false } named)
                {
                    continue;
                }

                Assert.Equal(name, named.Resource);
                known++;
            }
        }

        Assert.True(known >= 10, $"only {known} kinds are known");
    }

    /// <summary>A step again and again while it waits: for a kind to be served, for a removal to end.</summary>
    private static async Task<TargetOutcome> DoneAsync(Func<Task<TargetOutcome>> step, CancellationToken token)
    {
        while (true)
        {
            var outcome = await step();
            if (outcome.Kind is TargetOutcomeKind.Done)
            {
                return outcome;
            }

            Assert.True(outcome.Kind is TargetOutcomeKind.Waiting && !token.IsCancellationRequested, $"{outcome.Kind} {outcome.Reason}: {outcome.Message}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static IEnumerable<JsonObject> Items(string json) => Json(json) is var one && one["items"] is JsonArray items ? items.Select(item => item!.AsObject()) : [one];

    private static string List(JsonNode rule, string name) => string.Join(',', rule[name]!.AsArray().Select(word => (string)word!));

    private static TargetObject Object(string text)
    {
        var bytes = CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(text));
        return new TargetObject(PolicyKey.Parse("default.p"), new ManifestEntry(ObjectKey.OfObject(CanonicalJson.Parse(bytes)), Digest.Of(bytes)), bytes);
    }

    private static TrackedObject Line(TargetObject wanted) => new(wanted.Entry.Key, wanted.Policy, default, true);
}
