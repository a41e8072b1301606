using System.Text.Json;
using CsCheck;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Status.Reduce;
using KubeStellar.Edge.Flow.Tests.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Status.Reduce;

public sealed class PartialTreeTests
{
    private readonly SideRuntime _runtime = new();

    [Fact]
    public void Any_order_of_changes_gives_what_a_fresh_fold_gives()
    {
        var change = Gen.Select(Gen.Int[0, 70], Gen.Int[-5, 99]);
        change.List[0, 200].Sample(changes =>
        {
            var tree = new PartialTree();
            var leaves = new Dictionary<int, long>();
            var step = 0;
            foreach (var (slot, value) in changes)
            {
                // Negative numbers empty the leaf.
                if (value < 0)
                    leaves.Remove(slot);
                else
                    leaves[slot] = value;
                tree.Set(slot, value < 0 ? null : SideRuntime.Number(value));
                if (++step % 7 == 0)
                    Assert.Null(Combine(tree));
            }

            Assert.Null(Combine(tree));
            Assert.Equal(leaves.Count == 0 ? null : leaves.Values.Sum(), tree.Top?.GetProperty("n").GetInt64());
        });
    }

    [Fact]
    public void One_changed_leaf_of_ten_thousand_costs_one_pair_a_level_and_one_crossing()
    {
        var tree = new PartialTree();
        for (var slot = 0; slot < 10_000; slot++)
            tree.Set(slot, SideRuntime.Number(1));
        Assert.Null(Combine(tree));
        (_runtime.Crossings, _runtime.Pairs) = (0, 0);

        tree.Set(4_711, SideRuntime.Number(5));
        Assert.Null(Combine(tree, 2_048));

        Assert.Equal(10_004, tree.Top!.Value.GetProperty("n").GetInt64());
        Assert.Equal((1, 14), (_runtime.Crossings, _runtime.Pairs));
    }

    [Fact]
    public void A_fault_leaves_the_changes_due()
    {
        var tree = new PartialTree();
        for (var slot = 0; slot < 8; slot++)
            tree.Set(slot, SideRuntime.Number(slot));
        _runtime.Fault = new PolicyFault("Threw", "no", "p.js:1:1");
        Assert.Equal("Threw", Combine(tree)!.Reason);
        Assert.True(tree.Dirty);

        _runtime.Fault = null;
        Assert.Null(Combine(tree));
        Assert.Equal(28, tree.Top!.Value.GetProperty("n").GetInt64());
        Assert.False(tree.Dirty);
    }

    private PolicyFault? Combine(PartialTree tree, int batch = 5) =>
        tree.CombineAsync(plan => ((IPolicyRuntime)_runtime).FoldAsync(default, plan, default), batch).GetAwaiter().GetResult().Fault;
}
