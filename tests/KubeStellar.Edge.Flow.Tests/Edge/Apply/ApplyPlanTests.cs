using CsCheck;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Tests.Edge.Apply;

public sealed class ApplyPlanTests
{
    private static readonly string[] Kinds = ["Namespace", "CustomResourceDefinition", "ClusterRole", "ConfigMap", "Deployment"];

    private static readonly Gen<ObjectKey> Keys = Gen.Select(
        Gen.Int[0, 4].Select(i => Kinds[i]), Gen.Int[0, 4],
        (kind, number) => new ObjectKey("", kind, kind is "ConfigMap" or "Deployment" ? "shop" : "", "o" + number));

    private static readonly Gen<PolicyKey> Policies = Gen.Int[0, 2].Select(i => new PolicyKey("default", "abc"[i].ToString()));

    private static readonly Gen<ManifestEntry> Entries = Gen.Select(
        Keys, Gen.Int[0, 2], Gen.Bool, (key, content, prune) => new ManifestEntry(key, Digest.Of([(byte)content])) { Prune = prune });

    private static readonly Gen<EdgeTree> Trees = Gen.Select(Gen.Dictionary(Policies, Entries.Array[0, 8])[0, 3], Gen.Bool, (policies, whole) => new EdgeTree(
        new RootRecord { Edge = "e", Epoch = 1, Revision = 1, Policies = [] },
        default,
        policies.ToDictionary(item => item.Key, item => new ManifestRef(default, new ManifestRecord { Policy = item.Key, Bundle = default, Objects = [.. item.Value.DistinctBy(entry => entry.Key)] })),
        whole ? new HashSet<PolicyKey>() : new HashSet<PolicyKey> { new("default", "unreadable") }));

    private static readonly Gen<Dictionary<ObjectKey, TrackedObject>> Inventories = Gen.Select(Keys, Policies, Gen.Bool)
        .Select(item => new TrackedObject(item.Item1, item.Item2, Digest.Of("old"u8), item.Item3)).Array[0, 8]
        .Select(lines => lines.DistinctBy(line => line.Key).ToDictionary(line => line.Key));

    private static readonly Gen<(EdgeTree Tree, Dictionary<ObjectKey, TrackedObject> Inventory)> Cases = Gen.Select(Trees, Inventories);

    [Fact]
    public void Everything_that_may_be_in_the_target_is_in_the_union() => Cases.Sample(item =>
    {
        var plan = ApplyPlan.Make(item.Tree, item.Inventory, _ => null, new DefinedKinds());
        var union = plan.Union.Select(line => line.Key).ToHashSet();
        return union.SetEquals(item.Inventory.Keys.Union(plan.Wanted.Keys)) && plan.Union.Count == union.Count;
    });

    [Fact]
    public void Nothing_that_the_tree_names_is_removed_and_all_else_is_or_is_orphaned() => Cases.Sample(item =>
    {
        var plan = ApplyPlan.Make(item.Tree, item.Inventory, _ => null, new DefinedKinds());
        var named = item.Tree.Manifests.Values.SelectMany(manifest => manifest.Record.Objects).Select(entry => entry.Key).ToHashSet();
        var forsaken = item.Inventory.Values.Where(line => !named.Contains(line.Key)).ToList();
        return item.Tree.Whole
            ? plan.Prunes.ToHashSet().SetEquals(forsaken.Where(line => line.Prune).Select(line => line.Key))
                && plan.Orphans.ToHashSet().SetEquals(forsaken.Where(line => !line.Prune).Select(line => line.Key))
            : plan.Prunes.Count + plan.Orphans.Count == 0;
    });

    [Fact]
    public void Applies_follow_the_order_of_kinds_and_removals_go_against_it() => Cases.Sample(item =>
    {
        var plan = ApplyPlan.Make(item.Tree, item.Inventory, _ => null, new DefinedKinds());
        return plan.Applies.Select(KindOrder.Rank).SequenceEqual(plan.Applies.Select(KindOrder.Rank).Order())
            && plan.Prunes.Select(KindOrder.Rank).SequenceEqual(plan.Prunes.Select(KindOrder.Rank).OrderDescending());
    });

    [Fact]
    public void A_line_keeps_the_content_that_was_applied_and_a_new_one_has_none() => Cases.Sample(item =>
        ApplyPlan.Make(item.Tree, item.Inventory, _ => null, new DefinedKinds()).Lines.All(line => line.Content == (item.Inventory.GetValueOrDefault(line.Key)?.Content ?? default)));

    [Fact]
    public void A_contested_object_stays_with_the_policy_that_has_it() => Cases.Sample(item =>
    {
        var plan = ApplyPlan.Make(item.Tree, item.Inventory, _ => null, new DefinedKinds());
        return plan.Wanted.Values.All(wanted => item.Inventory.GetValueOrDefault(wanted.Entry.Key) is not { } line || line.Policy == wanted.Policy
            || item.Tree.Manifests.GetValueOrDefault(line.Policy)?.Record.Objects.Any(entry => entry.Key == wanted.Entry.Key) != true);
    });

    [Fact]
    public void Planning_again_after_recording_records_nothing() => Cases.Sample(item =>
    {
        var plan = ApplyPlan.Make(item.Tree, item.Inventory, _ => null, new DefinedKinds());
        return ApplyPlan.Make(item.Tree, plan.Union.ToDictionary(line => line.Key), _ => null, new DefinedKinds()).Lines.Count == 0;
    });
}
