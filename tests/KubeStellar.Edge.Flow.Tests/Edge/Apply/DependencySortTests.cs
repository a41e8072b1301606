using CsCheck;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;

namespace KubeStellar.Edge.Flow.Tests.Edge.Apply;

public sealed class DependencySortTests
{
    private static readonly string[] Kinds = ["Namespace", "ConfigMap", "Deployment"];
    private static readonly ObjectKey[] Keys = [.. Enumerable.Range(0, 8).Select(i => new ObjectKey("", Kinds[i % 3], i % 3 == 0 ? "" : "shop", "o" + i))];
    private static readonly PolicyKey P = new("default", "p");

    // The last two keys are the policy's.
    private static readonly Gen<Dictionary<ObjectKey, IReadOnlyList<Need>>> Graphs =
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 8]).Array[0, 9].Select(edges => edges
            .GroupBy(edge => Keys[edge.Item1], edge => edge.Item2 == 8 ? Need.Of(P) : Need.Of(Keys[edge.Item2]))
            .ToDictionary(group => group.Key, group => (IReadOnlyList<Need>)[.. group.Distinct()]));

    [Fact]
    public void Each_comes_after_what_it_needs_unless_that_is_in_or_behind_a_circle() => Graphs.Sample(needs =>
    {
        var sort = Sort(needs);
        var place = sort.Order.Select((key, i) => (key, i)).ToDictionary(item => item.key, item => item.i);
        return place.Count == Keys.Length
            && Keys.All(key => Reach(needs, key).Any(sort.Cycles.ContainsKey) || Reach(needs, key).All(need => place[need] < place[key]));
    });

    [Fact]
    public void Who_comes_back_to_itself_is_in_a_circle_and_nobody_else() => Graphs.Sample(needs =>
    {
        var sort = Sort(needs);
        return Keys.All(key => sort.Cycles.ContainsKey(key) == Reach(needs, key).Contains(key)
            && (!sort.Cycles.TryGetValue(key, out var way) || (way.StartsWith(key + " -> ", StringComparison.Ordinal) && way.EndsWith(" -> " + key, StringComparison.Ordinal))));
    });

    [Fact]
    public void Kinds_decide_where_nothing_is_said()
    {
        var order = Sort([]).Order;
        Assert.Equal(order.Order(Comparer<ObjectKey>.Create(KindOrder.Compare)), order);

        // A namespace that waits for a Deployment holds up only itself.
        var late = Sort(new() { [Keys[0]] = [Need.Of(Keys[2])] }).Order;
        Assert.Equal([.. order.Where(key => key != Keys[0])], [.. late.Where(key => key != Keys[0])]);
        Assert.True(late.ToList().IndexOf(Keys[0]) > late.ToList().IndexOf(Keys[2]));
    }

    [Fact]
    public void Thousands_that_wait_for_a_policy_of_thousands_are_sorted_at_once()
    {
        var keys = Enumerable.Range(0, 10_000).Select(i => new ObjectKey("", "ConfigMap", "shop", "o" + i)).ToList();
        var members = keys[..5_000];
        var needs = keys[5_000..].ToDictionary(key => key, _ => (IReadOnlyList<Need>)[Need.Of(P)]);
        var order = DependencySort.Of(keys, needs, _ => members).Order;
        Assert.True(order.Take(5_000).ToHashSet().SetEquals(members));
    }

    [Fact]
    public void A_need_is_read_as_it_is_written()
    {
        Assert.Equal(Need.Of(Keys[2]), Need.Parse(Need.Of(Keys[2]).ToString()));
        Assert.Equal(Need.Of(P), Need.Parse(Need.Of(P).ToString()));
        Assert.Null(Need.Parse("nonsense"));
    }

    private static DependencySort Sort(Dictionary<ObjectKey, IReadOnlyList<Need>> needs) => DependencySort.Of(Keys, needs, _ => Keys[6..]);

    private static HashSet<ObjectKey> Reach(Dictionary<ObjectKey, IReadOnlyList<Need>> needs, ObjectKey from)
    {
        var seen = new HashSet<ObjectKey>();
        var queue = new Queue<ObjectKey>([from]);
        while (queue.TryDequeue(out var here))
        {
            foreach (var next in needs.GetValueOrDefault(here, []).SelectMany(need => need.IsPolicy ? Keys[6..] : [need.Object]).Where(seen.Add))
            {
                queue.Enqueue(next);
            }
        }

        return seen;
    }
}
