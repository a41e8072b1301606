using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Steps;

/// <summary>Applying, replacing and removing on a real server.</summary>
public abstract class StepTests(IApiServerFixture fixture)
{
    private static readonly ApplyRules Replace = new() { Replace = true };
    private static readonly ApplyRules Recreate = new() { Recreate = true };

    [Fact]
    public async Task A_field_that_cannot_change_stalls_and_names_the_way_out()
    {
        using var site = await TargetSite.NewAsync(fixture);
        await site.ApplyAsync(Deployment(site, "a"));
        var outcome = await site.ApplyAsync(Deployment(site, "b"), before: true);
        Assert.Equal((TargetOutcomeKind.Stalled, "Immutable"), (outcome.Kind, outcome.Reason));
        Assert.Contains("spec.selector", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("replace: true", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_content_of_our_own_is_no_drift_of_any_field_unless_somebody_took_one()
    {
        using var site = await TargetSite.NewAsync(fixture);
        await site.ApplyAsync(Deployment(site, "a", image: "a:2"));
        Assert.True(await site.ObserveAsync(Deployment(site, "a")) is { Matches: false, Drifted: { Count: 0 } });
        await site.SeenAsync(Deployment(site, "a").Entry.Key, () => site.Admin.MergeAsync(TargetSite.PathOf(Deployment(site, "a").Entry.Key), """{"spec":{"replicas":5}}""", default, "scaler"));
        Assert.Contains(new DriftedField("spec.replicas", "scaler"), (await site.ObserveAsync(Deployment(site, "a"))).Drifted!);
    }

    [Theory]
    [InlineData(DriftMode.Ignore)]
    [InlineData(DriftMode.Report)]
    public async Task New_content_leaves_to_others_what_the_objects_own_mode_leaves_them(DriftMode mode)
    {
        using var site = await TargetSite.NewAsync(fixture);
        TargetObject Wanted(string image) => Deployment(site, "a", image: image) is var item ? item with { Entry = item.Entry with { Drift = mode } } : item;
        await site.ApplyAsync(Wanted("a:1"));
        await site.SeenAsync(Wanted("a:1").Entry.Key, () => site.Admin.MergeAsync(TargetSite.PathOf(Wanted("a:1").Entry.Key), """{"spec":{"replicas":5}}""", default, "scaler"));
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(Wanted("a:2"), before: true));
        var live = (await site.Admin.FindAsync(TargetSite.PathOf(Wanted("a:2").Entry.Key), default))!;
        Assert.Equal((5, "a:2"), ((int)live["spec"]!["replicas"]!, (string)live["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!));
    }

    [Fact]
    public async Task With_replace_it_is_deleted_and_created_again()
    {
        using var site = await TargetSite.NewAsync(fixture);
        await site.ApplyAsync(Deployment(site, "a", Replace));
        var before = await UidAsync(site, Deployment(site, "a"));
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(Deployment(site, "b", Replace), before: true));
        Assert.NotEqual(before, await UidAsync(site, Deployment(site, "a")));
        Assert.True((await site.ObserveAsync(Deployment(site, "b", Replace))).Matches);
    }

    [Fact]
    public async Task A_replacement_waits_for_finalizers_and_goes_on_when_they_are_done()
    {
        using var site = await TargetSite.NewAsync(fixture);
        await site.ApplyAsync(Held(site, "a", Replace));
        var wanted = Held(site, "b", Replace);
        var outcome = await site.ApplyAsync(wanted, before: true);
        Assert.Equal((TargetOutcomeKind.Waiting, "Terminating"), (outcome.Kind, outcome.Reason));
        Assert.Contains("example.com/held", outcome.Message, StringComparison.Ordinal);
        site.Open();
        Assert.Equal("Terminating", (await site.ApplyAsync(wanted, before: true)).Reason);
        (await site.Admin.MergeAsync(TargetSite.PathOf(wanted.Entry.Key), """{"metadata":{"finalizers":null}}""", default)).Ok();
        await site.SettleAsync(wanted.Entry.Key, null);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(wanted, before: true));
    }

    [Fact]
    public async Task A_job_that_is_to_run_again_is_made_anew_when_its_content_changes_and_only_then()
    {
        using var site = await TargetSite.NewAsync(fixture);
        await site.ApplyAsync(Job(site, "1"));
        var first = await UidAsync(site, Job(site, "1"));
        Assert.Equal(TargetOutcome.Unchanged, await site.ApplyAsync(Job(site, "1"), before: true));
        Assert.Equal(first, await UidAsync(site, Job(site, "1")));
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(Job(site, "2"), before: true));
        Assert.NotEqual(first, await UidAsync(site, Job(site, "2")));
    }

    [Fact]
    public async Task Killed_between_delete_and_create_it_is_created_by_the_next_pass()
    {
        using var site = await TargetSite.NewAsync(fixture);
        await site.ApplyAsync(Job(site, "1"));
        (await site.Admin.DeleteAsync(TargetSite.PathOf(Job(site, "1").Entry.Key), default, """{"propagationPolicy":"Background"}""")).Ok();
        site.Open();
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(Job(site, "2"), before: true));
        Assert.True((await site.ObserveAsync(Job(site, "2"))).Matches);
    }

    [Fact]
    public async Task What_the_server_would_not_take_deletes_nothing()
    {
        using var site = await TargetSite.NewAsync(fixture);
        Assert.SkipWhen(site.Server.Name == "fake", "the small API server takes any Job");
        await site.ApplyAsync(Job(site, "1"));
        var before = await UidAsync(site, Job(site, "1"));
        var bad = site.Wanted("""{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"migrate","namespace":"SPACE","labels":{}},"spec":{"parallelism":"many","template":{"spec":{"restartPolicy":"Never","containers":[{"name":"app","image":"a:2"}]}}}}""", Recreate);
        Assert.Equal(TargetOutcomeKind.Stalled, (await site.ApplyAsync(bad, before: true)).Kind);
        Assert.Equal(before, await UidAsync(site, Job(site, "1")));
    }

    [Fact]
    public async Task A_protected_object_is_not_replaced_either()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var first = Job(site, "1");
        await site.ApplyAsync(first);
        await site.SeenAsync(first.Entry.Key, () => site.Admin.MergeAsync(TargetSite.PathOf(first.Entry.Key), TargetSite.Patch("annotations", "edge.kubestellar.io/prune", "disabled"), default));
        Assert.Equal("Protected", (await site.ApplyAsync(Job(site, "2"), before: true)).Reason);
    }

    [Fact]
    public async Task Removal_waits_for_finalizers_names_them_and_ends_when_it_is_gone()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = Held(site, "a", null);
        await site.ApplyAsync(wanted);
        for (var i = 0; i < 2; i++)
        {
            var outcome = await site.RemoveAsync(wanted);
            Assert.Equal((TargetOutcomeKind.Waiting, "Terminating"), (outcome.Kind, outcome.Reason));
            Assert.Contains("example.com/held", outcome.Message, StringComparison.Ordinal);
        }

        Assert.Equal((true, false, "Terminating"), await site.ObserveAsync(wanted) is var state ? (state.Exists, state.Matches, state.Reason) : default);
        (await site.Admin.MergeAsync(TargetSite.PathOf(wanted.Entry.Key), """{"metadata":{"finalizers":null}}""", default)).Ok();
        await site.SettleAsync(wanted.Entry.Key, null);
        Assert.Equal(TargetOutcome.Unchanged, await site.RemoveAsync(wanted));
    }

    [Fact]
    public async Task What_the_removed_object_owns_goes_first_when_asked()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = site.ConfigMap("a", "1", new ApplyRules { Propagation = Propagation.Foreground });
        await site.ApplyAsync(wanted);
        var outcome = await site.RemoveAsync(wanted);

        // Nobody collects garbage here: the object says what it waits for.
        Assert.Equal((TargetOutcomeKind.Waiting, "Terminating"), (outcome.Kind, outcome.Reason));
        Assert.Contains("foregroundDeletion", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_made_by_somebody_else_after_ours_was_deleted_is_theirs()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = site.ConfigMap("a", "1");
        await site.ApplyAsync(wanted);
        var path = TargetSite.PathOf(wanted.Entry.Key);
        (await site.Admin.DeleteAsync(path, default)).Ok();
        var theirs = new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["data"] = new JsonObject { ["v"] = "theirs" },
            ["metadata"] = new JsonObject { ["name"] = "a", ["namespace"] = site.Space },
        };
        (await site.Admin.CreateAsync(theirs, default)).Ok();
        Assert.Equal("Conflict", (await site.ApplyAsync(site.ConfigMap("a", "2"), before: true)).Reason);
        Assert.Equal(TargetOutcome.Unchanged, await site.RemoveAsync(wanted));
        Assert.Equal("theirs", (string?)(await site.Admin.FindAsync(path, default))!["data"]!["v"]);
    }

    [Fact]
    public async Task A_namespace_that_is_missing_or_going_is_waited_for()
    {
        using var site = new TargetSite(await fixture.GetAsync());
        Assert.Equal("NamespaceMissing", (await site.ApplyAsync(site.ConfigMap("a", "1"))).Reason);
        await site.SpaceAsync(site.Space);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(site.ConfigMap("a", "1")));

        // Without the namespace controller it stays, terminating.
        (await site.Admin.DeleteAsync($"/api/v1/namespaces/{site.Space}", default)).Ok();
        Assert.Equal((TargetOutcomeKind.Waiting, "NamespaceTerminating"), await site.ApplyAsync(site.ConfigMap("b", "1")) is var outcome ? (outcome.Kind, outcome.Reason) : default);
    }

    [Fact]
    public async Task A_kind_that_is_not_there_is_waited_for_and_applied_once_its_definition_is()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var group = $"{site.Edge}.example.com";
        var thing = site.Wanted($$$"""{"apiVersion":"{{{group}}}/v1","kind":"Thing","metadata":{"name":"t","namespace":"SPACE"},"spec":{"size":3}}""");
        Assert.Equal((TargetOutcomeKind.Waiting, "KindUnknown"), await site.ApplyAsync(thing) is var unknown ? (unknown.Kind, unknown.Reason) : default);
        var state = await site.ObserveAsync(thing);
        Assert.Equal((false, Health.Unknown, "KindUnknown"), (state.Exists, state.Health, state.Reason));

        var definition = site.Wanted(
            $$$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.{{{group}}}"},
             "spec":{"group":"{{{group}}}","scope":"Namespaced","names":{"kind":"Thing","plural":"things"},
              "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer"} } } } } } }]} }
            """);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(definition));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        TargetOutcome outcome;
        while ((outcome = await site.ApplyAsync(thing)) is { Reason: "KindUnknown" })
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        Assert.Equal(TargetOutcome.Applied, outcome);

        // Without a status nothing but metadata is watched, and it is current as it is.
        var seen = await site.ObserveAsync(thing);
        Assert.Equal((true, true, Health.Current, true), (seen.Exists, seen.Matches, seen.Health, seen.Live is null));
        await site.SeenAsync(thing.Entry.Key, () => site.Admin.MergeAsync(TargetSite.PathOf(thing.Entry.Key), """{"spec":{"size":4}}""", default, "somebody"));
        Assert.Equal([new DriftedField("spec.size", "somebody")], (await site.ObserveAsync(thing)).Drifted);

        // With the definition its objects go, and are no longer there to be removed.
        (await site.Admin.DeleteAsync(TargetSite.PathOf(definition.Entry.Key), default)).Ok();
        while ((outcome = await site.RemoveAsync(thing)) != TargetOutcome.Unchanged)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
    }

    [Fact]
    public async Task A_field_left_to_an_autoscaler_stays_its_own_when_new_content_comes()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var rules = new ApplyRules { DriftAt = [new DriftRule("spec.replicas", DriftMode.Ignore)] };
        await site.ApplyAsync(Deployment(site, "a", rules));
        var key = Deployment(site, "a").Entry.Key;
        await site.SeenAsync(key, () => site.Admin.MergeAsync(TargetSite.PathOf(key), """{"spec":{"replicas":7}}""", default, "autoscaler"));
        Assert.Equal([new DriftedField("spec.replicas", "autoscaler")], (await site.ObserveAsync(Deployment(site, "a", rules))).Drifted);
        Assert.Equal(TargetOutcome.Unchanged, await site.ApplyAsync(Deployment(site, "a", rules), before: true));

        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(Deployment(site, "a", rules, image: "b:2"), before: true));
        var live = (await site.Admin.FindAsync(TargetSite.PathOf(key), default))!;
        Assert.Equal((7, "b:2"), ((int)live["spec"]!["replicas"]!, (string?)live["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]));

        // Who drifted is still said, and nothing else is.
        Assert.Equal([new DriftedField("spec.replicas", "autoscaler")], (await site.ObserveAsync(Deployment(site, "a", rules, image: "b:2"))).Drifted);
    }

    [Fact]
    public async Task A_live_object_comes_with_its_status_and_without_managers()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = Deployment(site, "a");
        await site.ApplyAsync(wanted);
        await site.SeenAsync(wanted.Entry.Key, () => site.Admin.StatusAsync(TargetSite.PathOf(wanted.Entry.Key), """{"observedGeneration":1,"replicas":1}""", default));
        var live = JsonNode.Parse((await site.ObserveAsync(wanted)).Live!.Value.Span)!;
        Assert.Equal((1, null, "Deployment"), ((int)live["status"]!["replicas"]!, live["metadata"]!["managedFields"], (string?)live["kind"]));
        Assert.True((await site.ObserveAsync(wanted)).Matches);
    }

    [Fact]
    public async Task Of_an_object_whose_health_a_policy_judges_all_is_handed_over()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var plain = site.ConfigMap("a", "1");
        await site.ApplyAsync(plain);
        Assert.Null((await site.ObserveAsync(plain)).Live);
        var live = JsonNode.Parse((await site.ObserveAsync(plain with { Judged = true })).Live!.Value.Span)!;
        Assert.Equal("1", (string?)live["data"]!["v"]);
    }

    private static TargetObject Deployment(TargetSite site, string app, ApplyRules? rules = null, string image = "a:1") => site.Wanted(
        $$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"SPACE"},
         "spec":{"replicas":1,"selector":{"matchLabels":{"app":"{{{app}}}"} },"template":{"metadata":{"labels":{"app":"{{{app}}}"} },"spec":{"containers":[{"name":"app","image":"{{{image}}}"}]} } } }
        """, rules);

    private static TargetObject Job(TargetSite site, string version) => site.Wanted(
        $$$"""
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"migrate","namespace":"SPACE"},
         "spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"app","image":"a:{{{version}}}"}]} } } }
        """, Recreate);

    private static TargetObject Held(TargetSite site, string value, ApplyRules? rules) => site.Wanted(
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","immutable":true,"metadata":{"name":"held","namespace":"SPACE","finalizers":["example.com/held"]},"data":{"v":"{{{value}}}"} }""", rules);

    private static async Task<string?> UidAsync(TargetSite site, TargetObject wanted) =>
        (string?)(await site.Admin.FindAsync(TargetSite.PathOf(wanted.Entry.Key), default))?["metadata"]?["uid"];
}

public sealed class RealStepTests(RealApiServerFixture fixture) : StepTests(fixture);

public sealed class FakeStepTests(FakeApiServerFixture fixture) : StepTests(fixture);
