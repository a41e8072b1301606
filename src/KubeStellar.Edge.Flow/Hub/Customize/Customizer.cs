using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Customize;

/// <summary>
/// Turns an object and the edges that get it into variants: one crossing for all edges, then each distinct set of operations applied once to
/// the owner's own tokens.
/// </summary>
internal sealed class Customizer(IPolicyRuntime runtime, Marks marks)
{
    /// <summary>The variants over <paramref name="placed"/>, and the edges to leave out.</summary>
    /// <param name="question">The object and its policy.</param>
    /// <param name="placed">Edges that get it.</param>
    /// <param name="shares">What choose assigned to them, by slot.</param>
    /// <param name="token">Cancels the wait.</param>
    public async Task<PolicyOutcome<Customized>> CustomizeAsync(
        ObjectQuestion question, EdgeSet placed, IReadOnlyDictionary<int, JsonElement> shares, CancellationToken token)
    {
        if (EdgeSets.IsEmpty(placed))
        {
            return Good(new Customized([], EdgeSets.Empty, [], EdgeReads.Nothing));
        }

        if (!question.Shape.Customizes)
        {
            return Good(new Customized([Plain(question, placed)], EdgeSets.Empty, [], EdgeReads.Nothing));
        }

        var outcome = await runtime.CustomizeAsync(question.Bundle, question.Workload, placed, shares, token);
        return outcome.Ok ? Build(question, placed, outcome.Value) : Bad(outcome.Fault);
    }

    /// <summary>What an object waits for, with its share of the running hash of an edge's variants.</summary>
    public ObjectNeeds Needs(IReadOnlyList<ObjectKey> keys, IReadOnlyList<string> policies, IReadOnlyDictionary<ObjectKey, VariantTable> fans) => new(
        keys, policies, fans, content => content.IsZero ? marks.Of("needs", Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', keys.Select(key => key.ToString()).Concat(policies))))) : marks.Of("fan", content));

    /// <summary>How the copies of an object are applied.</summary>
    /// <param name="question">The object and its policy.</param>
    /// <param name="selects">Whether a selection lets an object through.</param>
    public ObjectModifiers ModifiersOf(ObjectQuestion question, Func<PolicySelection, ObjectKey, JsonElement, bool> selects) =>
        ModifierRules.Of(question.Shape.Modifiers, question.Key, question.Workload, selects, marks);

    private PolicyOutcome<Customized> Build(ObjectQuestion question, EdgeSet placed, Customization answer)
    {
        var variants = new List<Variant>(answer.Groups.Count);
        var failed = answer.Failed.ToList();
        var omitted = EdgeSets.Empty;
        var rest = EdgeSets.Of(placed.Slots, placed.Members());
        if (!Take(rest, EdgeFaults.Edges(failed)))
        {
            return Bad(new PolicyFault("BadResult", $"customize of {question.Key}: it failed for edges that were not asked about", ""));
        }

        foreach (var group in answer.Groups)
        {
            if (!Take(rest, group.Edges))
            {
                return Bad(new PolicyFault("BadResult", $"customize of {question.Key}: the groups overlap or name edges that were not asked about", ""));
            }

            if (group.Omit || group.Copies is { Count: 0 })
            {
                omitted = EdgeSets.Union(omitted, group.Edges);
                continue;
            }

            try
            {
                variants.Add(Made(question, group));
            }
            catch (JsonRefusedException refused)
            {
                failed.Add(new EdgeFault(new PolicyFault("BadResult", $"customize of {question.Key}: {refused.Message}", ""), group.Edges));
            }
        }

        return EdgeSets.IsEmpty(rest)
            ? Good(new Customized(variants, omitted, failed, answer.Reads))
            : Bad(new PolicyFault("BadResult", $"customize of {question.Key}: no answer for {rest.Count} of {placed.Count} edges", ""));
    }

    /// <summary>Takes members out of a set; false when some are not in it.</summary>
    private static bool Take(EdgeSet rest, EdgeSet members)
    {
        foreach (var slot in members.Members())
        {
            if (!rest[slot])
            {
                return false;
            }

            rest.Remove(slot);
        }

        return true;
    }

    private Variant Made(ObjectQuestion question, VariantGroup group)
    {
        if (group.Copies is { } copies)
        {
            return Fanned(question, copies, group.Edges);
        }

        if (group.Operations.Count == 0)
        {
            return Plain(question, group.Edges);
        }

        var bytes = JsonPatcher.Apply(question.Workload.Span, group.Operations);
        IdentityGuard.Check(question.Workload.Span, bytes);
        var digest = Digest.Of(bytes);
        return new Variant(digest, group.Operations, group.Edges, marks.Of(question.Key, digest)) { Bytes = bytes, Sealed = HandleCheck.Holds(question.Workload.Span, bytes) };
    }

    /// <summary>The copies that an object becomes: still of its kind and namespace, each with a good name of its own.</summary>
    private Variant Fanned(ObjectQuestion question, IReadOnlyList<IReadOnlyList<JsonOperation>> copies, EdgeSet edges)
    {
        var made = new SortedDictionary<string, VariantCopy>(StringComparer.Ordinal);
        foreach (var operations in copies)
        {
            var bytes = JsonPatcher.Apply(question.Workload.Span, operations);
            IdentityGuard.CheckCopy(question.Workload.Span, bytes);
            var isSealed = HandleCheck.Holds(question.Workload.Span, bytes);
            var copy = CanonicalJson.Parse(bytes);
            if (ObjectRules.Check(copy) is [var wrong, ..])
            {
                throw new JsonRefusedException($"a copy of it: {wrong.Path} {wrong.Message}", wrong.Path);
            }

            var key = ObjectKey.OfObject(copy);
            if (!made.TryAdd(key.ToString(), new VariantCopy(key, Digest.Of(bytes), operations, bytes) { Sealed = isSealed }))
            {
                throw new JsonRefusedException($"two copies of it have the name {key.Name}; give each a name of its own", "metadata.name");
            }
        }

        var all = Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', made.Select(pair => $"{pair.Key} {pair.Value.Content}"))));
        return new Variant(all, [], edges, marks.Of(question.Key, all)) { Copies = [.. made.Values] };
    }

    private Variant Plain(ObjectQuestion question, EdgeSet edges) =>
        new(question.Source, [], edges, marks.Of(question.Key, question.Source)) { Bytes = question.Workload.ToArray(), Sealed = SealedText.MayBeIn(question.Workload.Span) };

    private static PolicyOutcome<Customized> Good(Customized answer) => new(answer, null);

    private static PolicyOutcome<Customized> Bad(PolicyFault fault) => new(null, fault);
}
