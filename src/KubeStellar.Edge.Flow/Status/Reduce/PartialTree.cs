using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>
/// A balanced tree of partials: its leaves are edges, every node the combination of its children. Changed leaves are combined anew level by level, all levels in one crossing,
/// so n changes cost at most n log(edges) combinations. An empty leaf takes part in nothing, so taking an edge out is exact.
/// </summary>
internal sealed class PartialTree
{
    private readonly List<JsonElement?[]> _levels = [new JsonElement?[1]];
    private readonly HashSet<int> _dirty = [];

    /// <summary>The combination of all leaves; null when all are empty. As of the last combining.</summary>
    internal JsonElement? Top => _levels[^1][0];

    /// <summary>Whether leaves changed since the last combining that ended well.</summary>
    internal bool Dirty => _dirty.Count > 0;

    /// <summary>Sets or empties a leaf.</summary>
    internal void Set(int slot, JsonElement? value)
    {
        while (slot >= _levels[0].Length)
            Grow();
        _levels[0][slot] = value;
        _dirty.Add(slot);
    }

    /// <summary>Combines what changed and finishes the top. On a fault the changes stay due, and the top is not to be used.</summary>
    /// <param name="fold">Runs a plan, answers in order.</param>
    /// <param name="batch">Steps of one crossing.</param>
    /// <returns>What <c>finish</c> made of the top, null when the tree is empty; or the fault.</returns>
    internal async Task<(JsonElement? Finished, PolicyFault? Fault)> CombineAsync(Func<FoldPlan, Task<PolicyOutcome<IReadOnlyList<JsonElement>>>> fold, int batch)
    {
        var draft = Draft();
        var top = draft.Nodes.GetValueOrDefault((_levels.Count - 1, 0), TreeValue.Of(Top));
        if (top.IsNone)
        {
            Keep(draft, []);
            return (null, null);
        }

        var made = new List<JsonElement>(draft.Steps.Count);
        JsonElement? finished = null;
        for (var from = 0; from < draft.Steps.Count || finished is null; from += batch)
        {
            var steps = draft.Steps.Slice(from, Math.Min(batch, draft.Steps.Count - from));
            var last = from + steps.Count == draft.Steps.Count;
            var outcome = await fold(PlanOf(steps, from, made, last ? top : default));
            if (!outcome.Ok)
                return (null, outcome.Fault);
            made.AddRange(outcome.Value.Take(steps.Count));
            finished = last ? outcome.Value[^1] : null;
        }

        Keep(draft, made);
        return (finished, null);
    }

    /// <summary>What the changed nodes become, with the steps that are to be made for it, lower levels first.</summary>
    private TreeDraft Draft()
    {
        var draft = new TreeDraft([], []);
        IReadOnlyCollection<int> changed = _dirty;
        for (var level = 1; level < _levels.Count; level++)
        {
            List<int> nodes = [.. changed.Select(child => child >> 1).Distinct()];
            foreach (var node in nodes)
            {
                var (left, right) = (Now(level - 1, 2 * node), Now(level - 1, (2 * node) + 1));
                if (left.IsNone || right.IsNone)
                {
                    draft.Nodes[(level, node)] = left.IsNone ? right : left;
                    continue;
                }

                draft.Nodes[(level, node)] = TreeValue.OfStep(draft.Steps.Count);
                draft.Steps.Add((left, right));
            }

            changed = nodes;
        }

        return draft;

        TreeValue Now(int level, int node) => draft.Nodes.TryGetValue((level, node), out var value) ? value : TreeValue.Of(_levels[level][node]);
    }

    private void Keep(TreeDraft draft, List<JsonElement> made)
    {
        foreach (var ((level, node), value) in draft.Nodes)
            _levels[level][node] = value.Read(made);
        _dirty.Clear();
    }

    /// <summary>Steps from one on as a plan of their own: what earlier plans made is given to it.</summary>
    private static FoldPlan PlanOf(List<(TreeValue Left, TreeValue Right)> steps, int from, List<JsonElement> made, TreeValue top)
    {
        var inputs = new List<JsonElement>();
        int Input(TreeValue value)
        {
            inputs.Add(value.Read(made)!.Value);
            return inputs.Count - 1;
        }

        // A number of a value that this plan makes is known when all inputs are.
        int Number(TreeValue value) => value.Step >= from ? -1 - (value.Step - from) : Input(value);
        var numbered = steps.ConvertAll(step => (Number(step.Left), Number(step.Right)));
        int? last = top.IsNone ? null : Number(top);
        int Final(int number) => number < 0 ? inputs.Count - 1 - number : number;
        return new FoldPlan(inputs, numbered.ConvertAll(step => (Final(step.Item1), Final(step.Item2))), last is { } number ? Final(number) : -1);
    }

    private void Grow()
    {
        // The old tree becomes the left half of the new one: nothing is combined anew.
        for (var level = 0; level < _levels.Count; level++)
        {
            var wider = new JsonElement?[_levels[level].Length * 2];
            _levels[level].CopyTo(wider, 0);
            _levels[level] = wider;
        }

        _levels.Add([_levels[^1][0]]);
    }

    /// <summary>Changed nodes by level and place, and the steps that some of them stand for.</summary>
    private sealed record TreeDraft(Dictionary<(int Level, int Node), TreeValue> Nodes, List<(TreeValue Left, TreeValue Right)> Steps);
}
