using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>
/// Whether <c>combine</c> keeps its laws on real partials: all pairs and triples of a few, and all of them folded in several orders and groupings. The same
/// laws, and the same tolerance, as a hub's.
/// </summary>
/// <param name="partials">Partials with whose they are; none is null.</param>
/// <param name="combine">Combines pairs.</param>
internal sealed class LawCases(
    List<(string Edge, JsonElement Value)> partials, Func<IReadOnlyList<(JsonElement Left, JsonElement Right)>, CancellationToken, Task<IReadOnlyList<JsonElement>>> combine)
{
    // All pairs and triples of more would take longer than it tells.
    private const int MostPartials = 8;
    private const int Orders = 8;

    /// <summary>What is broken; null when nothing is.</summary>
    internal async Task<Failure?> FindAsync(CancellationToken token) =>
        await PairsAsync(token) ?? await TriplesAsync(token) ?? await FoldsAsync(token);

    private async Task<Failure?> PairsAsync(CancellationToken token)
    {
        var few = partials.Take(MostPartials).ToList();
        var pairs = (from a in few.Index() from b in few.Index() where a.Index < b.Index select (A: a.Item, B: b.Item)).ToList();
        var one = await combine([.. pairs.Select(pair => (pair.A.Value, pair.B.Value))], token);
        var other = await combine([.. pairs.Select(pair => (pair.B.Value, pair.A.Value))], token);
        for (var i = 0; i < pairs.Count; i++)
        {
            if (!CombineLaw.Same(one[i], other[i], [pairs[i].A.Value, pairs[i].B.Value]))
            {
                return Broken(CombineLaw.Commutative, [pairs[i].A, pairs[i].B], one[i], other[i]);
            }
        }

        return null;
    }

    private async Task<Failure?> TriplesAsync(CancellationToken token)
    {
        var few = partials.Take(MostPartials).ToList();
        var triples = (from a in few.Index() from b in few.Index() from c in few.Index() where a.Index < b.Index && b.Index < c.Index select (A: a.Item, B: b.Item, C: c.Item)).ToList();

        // Two partials tell as well: the laws are about any values.
        triples.AddRange(from a in few.Index() from b in few.Index() where a.Index < b.Index select (a.Item, b.Item, b.Item));
        var ab = await combine([.. triples.Select(three => (three.A.Value, three.B.Value))], token);
        var bc = await combine([.. triples.Select(three => (three.B.Value, three.C.Value))], token);
        var left = await combine([.. triples.Select((three, i) => (ab[i], three.C.Value))], token);
        var right = await combine([.. triples.Select((three, i) => (three.A.Value, bc[i]))], token);
        for (var i = 0; i < triples.Count; i++)
        {
            var (a, b, c) = triples[i];
            if (!CombineLaw.Same(left[i], right[i], [a.Value, b.Value, c.Value]))
            {
                return Broken(CombineLaw.Associative, [a, b, c], left[i], right[i]);
            }
        }

        return null;
    }

    /// <summary>All partials, one after the other and in a tree, as they come, backwards and shuffled (the same in every run).</summary>
    private async Task<Failure?> FoldsAsync(CancellationToken token)
    {
        var values = partials.ConvertAll(partial => partial.Value);
        if (values.Count < 3)
        {
            return null;
        }

        var first = await ChainAsync(values, token);
        var random = new Random(1);
        for (var order = 0; order < Orders; order++)
        {
            var shuffled = values.ToArray();
            if (order == 0)
            {
                Array.Reverse(shuffled);
            }
            else
            {
                random.Shuffle(shuffled);
            }

            var other = order % 2 == 0 ? await ChainAsync(shuffled, token) : await TreeAsync(shuffled, token);
            if (!CombineLaw.Same(first, other, values))
            {
                return new Failure($"{values.Count} partials combined in another order or grouping amount to something else; a hub combines in any", LineDiff.Lines(Pretty(first), Pretty(other)));
            }
        }

        return null;
    }

    private async Task<JsonElement> ChainAsync(IReadOnlyList<JsonElement> values, CancellationToken token)
    {
        var total = values[0];
        foreach (var value in values.Skip(1))
        {
            total = (await combine([(total, value)], token))[0];
        }

        return total;
    }

    private async Task<JsonElement> TreeAsync(JsonElement[] values, CancellationToken token)
    {
        while (values.Length > 1)
        {
            var made = await combine([.. values.Chunk(2).Where(two => two.Length == 2).Select(two => (two[0], two[1]))], token);
            values = values.Length % 2 == 0 ? [.. made] : [.. made, values[^1]];
        }

        return values[0];
    }

    private static Failure Broken(string law, IReadOnlyList<(string Edge, JsonElement Value)> parts, JsonElement one, JsonElement other) =>
        new($"{law}; a hub combines in any order ({string.Join(", ", parts.Select((part, i) => $"{(char)('a' + i)}: {part.Edge}"))})", LineDiff.Lines(Pretty(one), Pretty(other)));

    private static string Pretty(JsonElement value) => JsonText.Write(JsonElement.Parse(CanonicalJson.Canonicalize(value)));
}
