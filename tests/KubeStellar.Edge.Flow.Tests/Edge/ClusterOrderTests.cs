using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>What an API server needs first, without anybody's saying so.</summary>
public sealed class ClusterOrderTests : IAsyncDisposable
{
    private static readonly (ManifestEntry Entry, byte[] Content) Space = Of("", "Namespace", "", "shop", "{}");
    private static readonly (ManifestEntry Entry, byte[] Content) Definition = Of("apiextensions.k8s.io", "CustomResourceDefinition", "", "stores.example.com", """{"names":{"kind":"Store"}}""");
    private static readonly (ManifestEntry Entry, byte[] Content) Store = Of("example.com", "Store", "shop", "main", "{}");
    private static readonly (ManifestEntry Entry, byte[] Content) Operator =
        Of("apps", "Deployment", "shop", "operator", """{"template":{"metadata":{"labels":{"app":"operator","tier":"x"}}}}""");

    private static readonly (ManifestEntry Entry, byte[] Content) Front = Of("", "Service", "shop", "front", """{"selector":{"app":"operator"}}""");
    private static readonly (ManifestEntry Entry, byte[] Content) Hook = Raw(
        "admissionregistration.k8s.io", "ValidatingWebhookConfiguration", "", "stores",
        """{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingWebhookConfiguration","metadata":{"name":"stores"},"webhooks":[{"clientConfig":{"service":{"name":"front","namespace":"shop"}},"name":"a.example.com"}]}""");

    private readonly Site _site = new();

    [Fact]
    public async Task Custom_resources_wait_for_their_definition_and_webhooks_for_who_answers_them()
    {
        _site.Target.SetStatus(Definition.Entry.Key, """{"conditions":[{"type":"Established","status":"False","reason":"Installing"}]}""");
        _site.Target.SetStatus(Operator.Entry.Key, """{"replicas":1}""");
        _site.Hub.Publish(_site.Hub.Manifest("p", Hook, Store, Operator, Front, Definition, Space));
        await _site.StartAsync();
        await _site.UntilAsync(() => Said(Store) is { Reason: "DependencyNotReady" } && Said(Hook) is { Reason: "DependencyNotReady" }, "both wait");
        Assert.True(_site.Has(Space, Definition, Operator, Front));
        Assert.Equal("it waits for apiextensions/k8s/io.CustomResourceDefinition._.stores/example/com, which is InProgress (Installing)", Said(Store)!.Message);
        Assert.StartsWith("it waits for apps.Deployment.shop.operator, which is InProgress", Said(Hook)!.Message, StringComparison.Ordinal);

        _site.Target.SetStatus(Definition.Entry.Key, """{"conditions":[{"type":"Established","status":"True"}]}""");
        await _site.UntilAsync(() => Said(Store) is { Applied: true }, "established");
        Assert.False(_site.Target.Objects.ContainsKey(Hook.Entry.Key));
        _site.Target.SetStatus(Operator.Entry.Key, """{"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"conditions":[{"type":"Available","status":"True"}]}""");
        await _site.UntilAsync(_site.Reported, "all");
        Assert.Equal(["Namespace", "CustomResourceDefinition"], Applied().Take(2));
    }

    [Fact]
    public async Task What_is_there_already_is_changed_whatever_became_of_what_it_needed()
    {
        _site.Target.SetStatus(Definition.Entry.Key, """{"conditions":[{"type":"Established","status":"True"}]}""");
        _site.Hub.Publish(_site.Hub.Manifest("p", Store, Definition, Space));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        _site.Target.SetStatus(Definition.Entry.Key, """{"conditions":[{"type":"Established","status":"False","reason":"Installing"}]}""");
        var newer = Of("example.com", "Store", "shop", "main", """{"size":2}""");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", newer, Definition, Space)));
        await _site.UntilAsync(() => _site.Has(newer, Definition, Space), "changed");
    }

    [Fact]
    public async Task A_namespace_that_is_refused_holds_up_nothing_because_it_may_be_there()
    {
        _site.Target.Refuse = (step, key) => step == nameof(ITarget.ApplyAsync) && key == Space.Entry.Key
            ? new TargetOutcome(TargetOutcomeKind.Stalled, false, "Forbidden", "not here") : null;
        _site.Hub.Publish(_site.Hub.Manifest("p", Front, Space));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Has(Front), "the rest is applied");
    }

    [Fact]
    public async Task A_namespace_that_drifted_or_has_a_new_content_waiting_holds_up_nothing()
    {
        var space = (Space.Entry with { Drift = DriftMode.Report }, Space.Content);
        _site.Hub.Publish(_site.Hub.Manifest("p", space));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "the namespace");
        _site.Target.Tamper(Space.Entry.Key, "changed"u8.ToArray());
        await _site.UntilAsync(() => Said(space)?.Reason == "Drifted", "drifted");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", space, Front)));
        await _site.UntilAsync(() => _site.Target.Objects.ContainsKey(Front.Entry.Key), "what is in it comes");

        var newer = Of("", "Namespace", "", "shop", """{"labels":1}""");
        _site.Target.Refuse = (step, key) => step == nameof(ITarget.ApplyAsync) && key == Space.Entry.Key
            ? new TargetOutcome(TargetOutcomeKind.Waiting, false, "WebhookUnavailable", "not now") : null;
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", newer, Front, Operator)));
        await _site.UntilAsync(() => _site.Target.Objects.ContainsKey(Operator.Entry.Key), "and more");
    }

    [Fact]
    public async Task A_contradiction_costs_only_those_who_stand_in_it()
    {
        _site.Target.SetStatus(Definition.Entry.Key, """{"conditions":[{"type":"Established","status":"False","reason":"Installing"}]}""");
        var space = (Space.Entry with { DependsOn = [Front.Entry.Key] }, Space.Content);
        var elsewhere = Of("example.com", "Store", "other", "main", "{}");
        _site.Hub.Publish(_site.Hub.Manifest("p", Front, space, Definition, elsewhere));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Target.Objects.ContainsKey(Space.Entry.Key) && Said(elsewhere)?.Reason == "DependencyNotReady", "the rest keeps its order");
    }

    [Fact]
    public async Task A_webhook_whose_server_cannot_be_applied_is_not_applied_either()
    {
        _site.Target.Refuse = (step, key) => step == nameof(ITarget.ApplyAsync) && key == Operator.Entry.Key
            ? new TargetOutcome(TargetOutcomeKind.Stalled, false, "Forbidden", "not here") : null;
        _site.Hub.Publish(_site.Hub.Manifest("p", Hook, Front, Operator));
        await _site.StartAsync();
        await _site.UntilAsync(() => Said(Hook) is { Reason: "DependencyNotReady" }, "it waits");
        Assert.True(_site.Has(Front));
    }

    [Fact]
    public async Task Custom_resources_go_while_who_lets_them_go_still_runs_and_the_namespace_goes_last()
    {
        _site.Hub.Publish(_site.Hub.Manifest("p", Store, Operator, Front, Definition, Space));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        var finalizer = true;
        _site.Target.Refuse = (step, key) => finalizer && step == nameof(ITarget.RemoveAsync) && key == Store.Entry.Key
            ? new TargetOutcome(TargetOutcomeKind.Waiting, false, "Terminating", "finalizer example.com/store") : null;
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p")));
        await _site.UntilAsync(() => Said(Store) is { Reason: "Terminating" } && Said(Operator) is { Reason: "StillNeeded" }, "held");
        Assert.True(_site.Target.Objects.ContainsKey(Operator.Entry.Key) && _site.Target.Objects.ContainsKey(Definition.Entry.Key) && _site.Target.Objects.ContainsKey(Space.Entry.Key));
        finalizer = false;
        await _site.UntilAsync(() => _site.Has(), "all gone");
        Assert.Equal("Namespace", _site.Target.Steps.Last(step => step.StartsWith("remove", StringComparison.Ordinal)).Split('.')[1]);
    }

    [Fact]
    public async Task Implied_order_that_contradicts_what_was_said_gives_way()
    {
        var space = (Space.Entry with { DependsOn = [Front.Entry.Key] }, Space.Content);
        _site.Hub.Publish(_site.Hub.Manifest("p", Front, space));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        Assert.Equal(["Service", "Namespace"], Applied());
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private IEnumerable<string> Applied() => _site.Target.Steps.Where(step => step.StartsWith("apply", StringComparison.Ordinal)).Select(step => ObjectKey.Parse(step[6..]).Kind);

    private ReportObject? Said((ManifestEntry Entry, byte[] Content) item) =>
        _site.Hub.Reports.GetValueOrDefault(Site.Policy("p"))?.Objects.GetValueOrDefault(item.Entry.Key.ToString());

    private static (ManifestEntry Entry, byte[] Content) Of(string group, string kind, string space, string name, string spec) => Raw(
        group, kind, space, name,
        $$"""{"apiVersion":"{{(group.Length > 0 ? group + "/" : "")}}v1","kind":"{{kind}}","metadata":{"name":"{{name}}"},"spec":{{spec}}}""");

    private static (ManifestEntry Entry, byte[] Content) Raw(string group, string kind, string space, string name, string json)
    {
        var content = Encoding.UTF8.GetBytes(json);
        return (new ManifestEntry(new ObjectKey(group, kind, space, name), Digest.Of(content)), content);
    }
}
