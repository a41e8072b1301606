using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Ownership;

/// <summary>Whose an object is: never a fight, never somebody else's loss.</summary>
public abstract class OwnershipTests(IApiServerFixture fixture)
{
    private static readonly ApplyRules Adopt = new() { Adopt = true };

    [Fact]
    public async Task An_object_says_whose_it_is()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = site.ConfigMap("a", "1");
        await site.ApplyAsync(wanted);
        var metadata = (await site.Admin.FindAsync(TargetSite.PathOf(wanted.Entry.Key), default))!["metadata"]!;
        Assert.Equal(new Owner(site.Edge, "hub-key").Id, (string?)metadata["labels"]![MarkNames.Owner]);
        Assert.Equal("p", (string?)metadata["labels"]![MarkNames.Policy]);
        Assert.Equal(wanted.Entry.Content.ToString(), (string?)metadata["annotations"]![MarkNames.Digest]);
        Assert.Equal((site.Edge, "hub-key", "default"), ((string?)metadata["annotations"]![MarkNames.Edge], (string?)metadata["annotations"]![MarkNames.Hub], (string?)metadata["annotations"]![MarkNames.Workspace]));
    }

    [Fact]
    public async Task Another_edges_object_is_refused_and_named_even_when_adopting()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = site.ConfigMap("a", "1", Adopt);
        await site.ApplyAsync(wanted);
        site.Open(edge: "intruder");
        var outcome = await site.ApplyAsync(site.ConfigMap("a", "2", Adopt));
        Assert.Equal((TargetOutcomeKind.Stalled, "Conflict"), (outcome.Kind, outcome.Reason));
        Assert.Contains(site.Edge, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(TargetOutcome.Unchanged, await site.RemoveAsync(wanted));
        site.Open(hub: "another-hub");
        Assert.Contains("hub-key", (await site.ApplyAsync(wanted)).Message, StringComparison.Ordinal);
        Assert.Equal("1", await DataAsync(site, "a"));
    }

    [Fact]
    public async Task An_object_that_another_edge_marked_meanwhile_is_not_taken_back()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = site.ConfigMap("a", "1");
        await site.ApplyAsync(wanted);
        var path = TargetSite.PathOf(wanted.Entry.Key);
        (await site.Admin.MergeAsync(path, TargetSite.Patch("labels", MarkNames.Owner, new Owner("other", "hub-key").Id), default)).Ok();
        await site.SettleAsync(wanted.Entry.Key, null);
        Assert.Equal("Conflict", (await site.ApplyAsync(wanted, before: true)).Reason);
        Assert.Equal((Health.Failed, "Conflict"), await site.ObserveAsync(wanted) is var state ? (state.Health, state.Reason) : default);
        Assert.Equal(TargetOutcome.Unchanged, await site.RemoveAsync(wanted));
    }

    [Fact]
    public async Task A_foreign_object_is_taken_over_when_the_policy_says_adopt_and_then_it_is_ours()
    {
        using var site = await TargetSite.NewAsync(fixture);
        (await site.Admin.CreateAsync(Foreign(site, "a", "theirs"), default)).Ok();
        var refused = await site.ApplyAsync(site.ConfigMap("a", "1"));
        Assert.Equal((TargetOutcomeKind.Stalled, "Conflict"), (refused.Kind, refused.Reason));
        Assert.Contains("\"somebody\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(site.ConfigMap("a", "1", Adopt)));
        Assert.Equal("1", await DataAsync(site, "a"));
        Assert.True((await site.ObserveAsync(site.ConfigMap("a", "1", Adopt))).Matches);
        Assert.Equal(TargetOutcome.Applied, await site.RemoveAsync(site.ConfigMap("a", "1", Adopt)));
    }

    [Fact]
    public async Task A_field_of_another_manager_is_a_conflict_that_names_both_and_force_takes_it()
    {
        using var site = await TargetSite.NewAsync(fixture);
        await site.ApplyAsync(site.ConfigMap("a", "1"));
        var other = Foreign(site, "a", null);
        other["data"] = new JsonObject { ["w"] = "theirs" };
        await site.SeenAsync(site.Key("ConfigMap", "a"), () => site.Admin.ApplyAsync(other, default, "tuner"));
        var wanted = Two(site, null);
        var outcome = await site.ApplyAsync(wanted, before: true);
        Assert.Equal((TargetOutcomeKind.Stalled, "Conflict"), (outcome.Kind, outcome.Reason));
        Assert.Contains(".data.w", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("\"tuner\"", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(Two(site, new ApplyRules { Force = true }), before: true));
        Assert.True((await site.ObserveAsync(Two(site, new ApplyRules { Force = true }))).Matches);
    }

    [Fact]
    public async Task What_somebody_changed_is_put_back_also_when_new_content_comes_at_the_same_time()
    {
        using var site = await TargetSite.NewAsync(fixture);
        await site.ApplyAsync(site.ConfigMap("a", "1"));
        var key = site.Key("ConfigMap", "a");
        await site.SeenAsync(key, () => site.Admin.MergeAsync(TargetSite.PathOf(key), """{"data":{"v":"x"}}""", default, "kubectl-edit"));
        var state = await site.ObserveAsync(site.ConfigMap("a", "1"));
        Assert.Equal([new DriftedField("data.v", "kubectl-edit")], state.Drifted);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(site.ConfigMap("a", "2"), before: true));
        Assert.Equal("2", await DataAsync(site, "a"));
    }

    [Fact]
    public async Task Also_after_a_restart_when_the_content_before_is_still_known()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var first = Listed(site, "a:1");
        await site.ApplyAsync(first);
        (await site.Admin.MergeAsync(TargetSite.PathOf(first.Entry.Key), """{"spec":{"ports":[{"name":"http","port":80,"targetPort":1}]}}""", default, "kubectl-edit")).Ok();
        site.Open();
        Assert.Equal("Conflict", (await site.ApplyAsync(Listed(site, "a:2"), before: true)).Reason);
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(Listed(site, "a:2") with { Former = first.Content }, before: true));
        Assert.True((await site.ObserveAsync(Listed(site, "a:2"))).Matches);
    }

    [Fact]
    public async Task A_label_that_somebody_takes_off_is_put_back_and_the_object_is_not_made_twice()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = site.ConfigMap("a", "1");
        await site.ApplyAsync(wanted);
        var key = wanted.Entry.Key;
        (await site.Admin.MergeAsync(TargetSite.PathOf(key), TargetSite.Patch("labels", MarkNames.Owner, null), default)).Ok();
        await site.SettleAsync(key, null);
        var state = await site.ObserveAsync(wanted);
        Assert.Equal((true, false), (state.Exists, state.Matches));
        site.Open();
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(wanted, before: true));
        Assert.True((await site.ObserveAsync(wanted)).Matches);
    }

    [Fact]
    public async Task An_object_without_our_label_is_not_removed()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = site.ConfigMap("a", "1");
        await site.ApplyAsync(wanted);
        (await site.Admin.MergeAsync(TargetSite.PathOf(wanted.Entry.Key), TargetSite.Patch("labels", MarkNames.Owner, null), default)).Ok();
        await site.SettleAsync(wanted.Entry.Key, null);
        Assert.Equal(TargetOutcome.Unchanged, await site.RemoveAsync(wanted));
        Assert.Equal("1", await DataAsync(site, "a"));
    }

    [Fact]
    public async Task Copies_of_our_label_on_what_controllers_make_are_not_ours()
    {
        using var site = await TargetSite.NewAsync(fixture);
        await site.ApplyAsync(site.ConfigMap("a", "1"));
        var slice = new JsonObject
        {
            ["apiVersion"] = "discovery.k8s.io/v1", ["kind"] = "EndpointSlice", ["addressType"] = "IPv4", ["endpoints"] = new JsonArray(),
            ["metadata"] = new JsonObject { ["name"] = "copied", ["namespace"] = site.Space, ["labels"] = new JsonObject { [MarkNames.Owner] = new Owner(site.Edge, "hub-key").Id } },
        };
        (await site.Admin.CreateAsync(slice, default, "endpointslice-controller")).Ok();
        Assert.Equal(["a"], (await site.Target.ListTrackedAsync(default))!.Select(line => line.Key.Name));
    }

    [Fact]
    public async Task A_protected_object_is_not_removed_until_the_protection_is_taken_off()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = site.ConfigMap("a", "1");
        await site.ApplyAsync(wanted);
        var path = TargetSite.PathOf(wanted.Entry.Key);
        await site.SeenAsync(wanted.Entry.Key, () => site.Admin.MergeAsync(path, TargetSite.Patch("annotations", MarkNames.Prune, "disabled"), default));
        Assert.True((await site.ObserveAsync(wanted)).Matches);
        var outcome = await site.RemoveAsync(wanted);
        Assert.Equal((TargetOutcomeKind.Stalled, "Protected"), (outcome.Kind, outcome.Reason));
        await site.SeenAsync(wanted.Entry.Key, () => site.Admin.MergeAsync(path, TargetSite.Patch("annotations", MarkNames.Prune, null), default));
        Assert.Equal(TargetOutcome.Applied, await site.RemoveAsync(wanted));
    }

    [Fact]
    public async Task A_lost_inventory_comes_back_with_what_is_to_become_of_each()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var kept = site.ConfigMap("kept", "1");
        kept = kept with { Entry = kept.Entry with { Prune = false } };
        var slow = site.ConfigMap("slow", "1", new ApplyRules { Propagation = Propagation.Foreground });
        await site.ApplyAsync(kept);
        await site.ApplyAsync(slow);
        site.Open();
        Assert.Equal([TargetSite.Line(kept, applied: true), TargetSite.Line(slow, applied: true)], await site.Target.ListTrackedAsync(default));
    }

    [Fact]
    public async Task An_object_that_names_no_namespace_goes_to_the_default_one_and_keeps_its_key()
    {
        using var site = new TargetSite(await fixture.GetAsync());
        var wanted = site.Wanted($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{site.Edge}}}"},"data":{"v":"1"}}""");
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(wanted));
        Assert.NotNull(await site.Admin.FindAsync($"/api/v1/namespaces/default/configmaps/{site.Edge}", default));
        Assert.Equal([wanted.Entry.Key], (await site.Target.ListTrackedAsync(default))!.Select(line => line.Key));

        // The same object under its full name is not this line's to remove.
        var twin = TargetSite.Line(wanted, applied: true) with { Key = wanted.Entry.Key with { Namespace = "default" } };
        Assert.Equal(TargetOutcome.Unchanged, await site.Target.RemoveAsync(twin, default));
        Assert.Equal(TargetOutcome.Applied, await site.RemoveAsync(wanted));
    }

    [Fact]
    public async Task Create_only_is_created_once_and_never_changed()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var first = Once(site.ConfigMap("a", "1"));
        Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(first));
        Assert.Equal(TargetOutcome.Unchanged, await site.ApplyAsync(Once(site.ConfigMap("a", "2"))));
        Assert.Equal("1", await DataAsync(site, "a"));
    }

    private static TargetObject Listed(TargetSite site, string note) => site.Wanted(
        $$$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"s","namespace":"SPACE","annotations":{"note":"{{{note}}}"} },"spec":{"ports":[{"name":"http","port":80,"targetPort":{{{note[2..]}}}00}]} }""");

    private static TargetObject Once(TargetObject wanted) => wanted with { Entry = wanted.Entry with { CreateOnly = true } };

    private static TargetObject Two(TargetSite site, ApplyRules? rules) =>
        site.Wanted("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"SPACE"},"data":{"v":"1","w":"ours"}}""", rules);

    private static JsonObject Foreign(TargetSite site, string name, string? value) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = site.Space },
        ["data"] = value is null ? null : new JsonObject { ["v"] = value },
    };

    private static async Task<string?> DataAsync(TargetSite site, string name) =>
        (string?)(await site.Admin.FindAsync(TargetSite.PathOf(site.Key("ConfigMap", name)), default))?["data"]?["v"];
}

public sealed class RealOwnershipTests(RealApiServerFixture fixture) : OwnershipTests(fixture);

public sealed class FakeOwnershipTests(FakeApiServerFixture fixture) : OwnershipTests(fixture);
