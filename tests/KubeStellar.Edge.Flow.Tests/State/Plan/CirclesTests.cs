using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Tests.State.Plan;

public sealed class CirclesTests
{
    [Fact]
    public void An_order_has_none_and_what_leads_back_is_one_group_with_its_shortest_way()
    {
        Dictionary<string, string[]> next = new() { ["a"] = ["b", "c"], ["b"] = ["c"], ["c"] = ["d"], ["d"] = [], ["e"] = ["f", "g"], ["f"] = ["g"], ["g"] = ["e", "a"], ["h"] = ["h"] };
        var found = Circles.Find(next.Keys, key => next[key]);
        Assert.Equal(["e f g", "h"], found.Select(group => string.Join(' ', group.Order())));
        Assert.Equal(["e", "g"], Circles.Way("e", found[0], key => next[key]));
        Assert.Equal(["f", "g", "e"], Circles.Way("f", found[0], key => next[key]));
        Assert.Equal(["h"], Circles.Way("h", found[1], key => next[key]));
    }

    [Fact]
    public void A_ring_of_which_each_leads_back_to_the_first_costs_as_much_as_it_is_long()
    {
        var (small, large) = (Cost(1000), Cost(4000));
        Assert.InRange(large, 1, 6 * small);

        static long Cost(int nodes)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(nodes, Assert.Single(Circles.Find(Enumerable.Range(0, nodes), node => [(node + 1) % nodes, 0])).Count);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Of_a_long_way_its_ends_are_told_and_every_policy_on_it()
    {
        const int Objects = 1000;
        var graph = new LinkGraph();
        var keys = Enumerable.Range(0, Objects).Select(i => new ObjectKey("", "ConfigMap", "shop", $"c{i:0000}")).ToList();
        var links = keys.Select((key, i) => (key, Link: ObjectLinks.None with { With = [keys[(i + 1) % Objects]] })).ToDictionary(pair => pair.key, pair => pair.Link);
        foreach (var half in new[] { 0, 1 })
        {
            graph.Add($"p{half}", null, [.. keys.Where((_, i) => i % 2 == half)], links);
        }

        graph.Add("calm", null, [new ObjectKey("", "ConfigMap", "shop", "x")], new Dictionary<ObjectKey, ObjectLinks>());
        var faults = graph.Faults();
        Assert.Equal(["p0", "p1"], faults.Keys.Order());
        Assert.Contains(
            "ConfigMap/shop/c0004 -> ... 990 more ... -> ConfigMap/shop/c0995 -> ConfigMap/shop/c0996 -> ConfigMap/shop/c0997 -> ConfigMap/shop/c0998 -> ConfigMap/shop/c0999 -> ConfigMap/shop/c0000; take",
            faults["p0"].Message, StringComparison.Ordinal);
    }
}
