using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.State.Plan;

public sealed class EdgeSetsTests
{
    [Fact]
    public void All_is_the_union_of_sets_of_any_size()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var sets = new List<EdgeSet>();
            var wanted = new SortedSet<int>();
            for (var i = random.Next(5); i > 0; i--)
            {
                var slots = 1 + random.Next(5000);
                int[] members = [.. Enumerable.Range(0, random.Next(2) * random.Next(400)).Select(_ => random.Next(slots))];
                sets.Add(EdgeSets.Of(slots, members));
                wanted.UnionWith(members);
            }

            Assert.Equal(wanted, EdgeSets.All(sets).Members());
            Assert.Equal(wanted, sets.Aggregate(EdgeSets.Empty, EdgeSets.Union).Members());
        }
    }
}
