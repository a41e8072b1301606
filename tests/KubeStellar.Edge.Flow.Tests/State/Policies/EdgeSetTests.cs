using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.State.Policies;

/// <summary>Few members are a list and many are bits; nobody sees which.</summary>
public sealed class EdgeSetTests
{
    [Theory]
    [InlineData(0, 300)]
    [InlineData(1, 1_000)]
    [InlineData(2, 5_000)]
    [InlineData(3, 100_000)]
    public void It_does_what_a_set_does(int seed, int slots)
    {
        var random = new Random(seed);
        var (set, model) = (new EdgeSet(slots), new SortedSet<int>());
        for (var i = 0; i < 400; i++)
        {
            var slot = random.Next(slots);
            if (random.Next(4) == 0)
            {
                set.Remove(slot);
                model.Remove(slot);
            }
            else
            {
                set.Add(slot);
                model.Add(slot);
            }

            Assert.Equal(model.Contains(slot), set[slot]);
            if (i % 50 != 0)
            {
                continue;
            }

            Assert.Equal(model, set.Members());
            Assert.Equal(model, set.ToArray());
            Assert.Equal(model, new EdgeSet(slots, set.Words.ToArray()).Members());
            Assert.Equal(model.Count, set.Count);
        }

        Assert.False(set[slots]);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Add(slots));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(5, 2_000)]
    [InlineData(2_000, 5)]
    [InlineData(2_000, 2_000)]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void Operations_do_not_depend_on_how_sets_are_kept(int left, int right)
    {
        var random = new Random(left + right);
        var (a, inA) = Some(random, 6_000, left);
        var (b, inB) = Some(random, 5_000, right);

        Assert.Equal(inA.Union(inB).Order(), EdgeSets.Union(a, b).Members());
        Assert.Equal(inA.Except(inB).Order(), EdgeSets.Minus(a, b).Members());
        Assert.Equal(inA.Intersect(inB).Order(), EdgeSets.Intersect(a, b).Members());
        Assert.Equal(inA.Union(inB).Except(inA.Intersect(inB)).Order(), EdgeSets.Difference(a, b).Members());
        Assert.Equal(inB.IsSubsetOf(inA), EdgeSets.Contains(a, b));
        Assert.True(EdgeSets.Contains(EdgeSets.Union(a, b), b));
        Assert.True(EdgeSets.Same(a, EdgeSets.Of(6_000, inA)));
        Assert.Equal(left == 0, EdgeSets.IsEmpty(a));
        Assert.Equal(inA, a.Members());
    }

    private static (EdgeSet Set, SortedSet<int> Model) Some(Random random, int slots, int count)
    {
        var model = new SortedSet<int>(Enumerable.Range(0, count).Select(_ => random.Next(slots)));
        return (EdgeSets.Of(slots, model), model);
    }
}
