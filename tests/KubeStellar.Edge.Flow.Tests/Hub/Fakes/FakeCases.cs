using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>Cases as a policy host finds them: edges grouped by the values at <see cref="FakePolicy.CaseReads"/>.</summary>
internal static class FakeCases
{
    public static DecisionCases Of(
        FakePolicy policy, JsonElement workload, IReadOnlyDictionary<int, EdgeRecord> edges, EdgeSet asked, IReadOnlyDictionary<int, JsonElement>? shares, int most)
    {
        var reads = new EdgeReads(false, policy.CaseReads.ToHashSet(StringComparer.Ordinal));
        var groups = new Dictionary<string, EdgeSet>(StringComparer.Ordinal);
        foreach (var slot in asked.Members())
        {
            var key = string.Join('\n', policy.CaseReads.Select(path => ValueOf(edges[slot], path)).Append(Share(shares, slot)?.GetRawText()));
            if (!groups.TryGetValue(key, out var set))
            {
                groups[key] = set = new EdgeSet(asked.Slots);
            }

            set.Add(slot);
        }

        var cases = groups.Values.OrderByDescending(set => set.Count).Select(set => One(policy, workload, edges, set, shares, reads)).ToList();
        var others = new EdgeSet(asked.Slots);
        foreach (var slot in cases.Skip(most).SelectMany(one => one.Edges.Members()))
        {
            others.Add(slot);
        }

        return new DecisionCases([.. cases.Take(most)], others);
    }

    private static DecisionCase One(
        FakePolicy policy, JsonElement workload, IReadOnlyDictionary<int, EdgeRecord> edges, EdgeSet set, IReadOnlyDictionary<int, JsonElement>? shares, EdgeReads reads)
    {
        var example = set.Members().First();
        var edge = edges[example];
        if (policy.PlaceFails?.Invoke(workload, edge) is { } unplaced)
        {
            return new DecisionCase(set, example, reads, false, "", null, unplaced);
        }

        if (!policy.Place(workload, edge))
        {
            return new DecisionCase(set, example, reads, false, policy.Says(edge), null, null);
        }

        if (policy.CustomizeFails?.Invoke(workload, edge) is { } fault)
        {
            return new DecisionCase(set, example, reads, true, policy.Says(edge), null, fault);
        }

        var copies = policy.FanOut?.Invoke(workload, edge);
        var operations = copies is not null ? []
            : policy.CustomizeShare is { } shared ? shared(workload, edge, Share(shares, example))
            : policy.Customize is { } customize ? customize(workload, edge)
            : policy.ByLabel is { } by ? by.Operations(edge.Labels[by.Label]) : [];
        return new DecisionCase(set, example, reads, true, policy.Says(edge), new VariantGroup(operations ?? [], set, operations is null) { Copies = copies }, null);
    }

    private static JsonElement? Share(IReadOnlyDictionary<int, JsonElement>? shares, int slot) => shares is not null && shares.TryGetValue(slot, out var share) ? share : null;

    private static string ValueOf(EdgeRecord edge, string path) => path.Split('/', 2) switch
    {
        ["id"] => edge.Id,
        ["labels", var name] => edge.Labels.GetValueOrDefault(name, "?"),
        ["properties", var name] => edge.Properties.TryGetValue(name, out var value) ? value.GetRawText() : "?",
        _ => "",
    };
}
