using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Flow.Hub.Customize;
using KubeStellar.Edge.Flow.Hub.Place;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Trials;

/// <summary>Asks a loaded policy about one object over a fleet, by the rules and in the order of a hub: selection, taints, <c>place</c>, <c>choose</c>, <c>customize</c>.</summary>
/// <param name="runtime">The engine, with the fleet as its inventory: slot by slot.</param>
/// <param name="bundle">The policy, loaded.</param>
/// <param name="shape">What it declares.</param>
/// <param name="fleet">The fleet.</param>
internal sealed class Trial(IPolicyRuntime runtime, Digest bundle, PolicyShape shape, IReadOnlyList<EdgeRecord> fleet)
{
    /// <param name="workload">Canonical JSON of the object.</param>
    /// <param name="absent">Edges that are not there.</param>
    /// <param name="current">Edges that have it now.</param>
    /// <param name="token">Cancels the wait.</param>
    internal async Task<TrialOutcome> DecideAsync(byte[] workload, IReadOnlySet<string> absent, IReadOnlySet<string> current, CancellationToken token)
    {
        try
        {
            workload = TrialSealing.Seal(workload, shape.Seals);
        }
        catch (JsonRefusedException refused)
        {
            return new TrialOutcome { Fault = new PolicyFault("BadObject", refused.Message, "") };
        }

        var element = JsonElement.Parse(workload, HubJson.Document);
        var key = ObjectKey.OfObject(element);
        if (await NotSelectedAsync(key, element, workload, token) is var (why, fault) && (why ?? (object?)fault) is not null)
        {
            return new TrialOutcome { NotSelected = why, Fault = fault };
        }

        var barred = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var edge in fleet.Where(edge => !absent.Contains(edge.Id)))
        {
            if (Tolerations.Repels(edge.Taints, shape.Tolerations, current.Contains(edge.Id)) is { } taint)
            {
                barred[edge.Id] = Tolerations.WhyNot(taint);
            }
        }

        var candidates = Set(id => !absent.Contains(id) && !barred.ContainsKey(id));
        var question = new ObjectQuestion(shape, bundle, key, Digest.Of(workload), workload, candidates) { Current = Set(current.Contains) };
        var placer = new Placer(runtime);
        var placed = await placer.PlaceAsync(question, candidates, token);
        var chosen = placed;
        if (placed.Ok && shape.Chooses)
        {
            chosen = await placer.ChooseAsync(question, placed.Value.Edges, token);
        }

        if ((placed.Fault ?? chosen.Fault) is { } undecided)
        {
            return new TrialOutcome { Fault = undecided, Barred = barred };
        }

        var traits = shape.Relates ? await runtime.DescribeAsync(bundle, workload, token) : new PolicyOutcome<ObjectTraits>(ObjectTraits.None, null);
        if (traits.Fault is { } unrelated)
        {
            return new TrialOutcome { Fault = unrelated, Barred = barred };
        }

        var outcome = new TrialOutcome
        {
            Barred = barred,
            Placed = Ids(chosen.Value!.Edges),
            Reasons = Reasons([placed.Value!, chosen.Value]),
            Shares = chosen.Value.Shares.ToDictionary(share => fleet[share.Key].Id, share => share.Value, StringComparer.Ordinal),
            DependsOn = [.. shape.DependsOnPolicies.Select(name => name.StartsWith("policy/", StringComparison.Ordinal) ? name : $"policy/{name}").Concat(traits.Value!.DependsOn).Distinct()],
            With = traits.Value.With,
            Without = traits.Value.Without,
        };
        return await CustomizeAsync(outcome, workload, chosen.Value, [.. placed.Value!.Failed, .. shape.Chooses ? chosen.Value.Failed : []], placed.Value.Reads.With(chosen.Value.Reads), token);
    }

    private async Task<(string? Why, PolicyFault? Fault)> NotSelectedAsync(ObjectKey key, JsonElement element, byte[] workload, CancellationToken token)
    {
        if (shape.Selects.Nothing && UpsyncSubject.Is(key))
        {
            return (null, null);
        }

        if (Selector.WhyNot(shape.Selects, key, element) is { } why)
        {
            return (why, null);
        }

        if (!shape.Selects.Function)
        {
            return (null, null);
        }

        var answer = await runtime.SelectAsync(bundle, [workload], token);
        return answer.Ok ? (answer.Value.Selected[0] ? null : "its function does not select it", null) : (null, answer.Fault);
    }

    private async Task<TrialOutcome> CustomizeAsync(TrialOutcome outcome, byte[] workload, Placement placement, List<EdgeFault> failed, EdgeReads reads, CancellationToken token)
    {
        var variants = new List<TrialVariant>();
        var omitted = new List<string>();
        if (shape.Customizes && outcome.Placed.Count > 0)
        {
            var answer = await runtime.CustomizeAsync(bundle, workload, placement.Edges, placement.Shares, token);
            if (!answer.Ok)
            {
                return outcome with { Fault = answer.Fault };
            }

            failed.AddRange(answer.Value.Failed);
            reads = reads.With(answer.Value.Reads);
            foreach (var group in answer.Value.Groups)
            {
                if (group.Omit || group.Copies is { Count: 0 })
                {
                    omitted.AddRange(Ids(group.Edges));
                    continue;
                }

                try
                {
                    variants.Add(Made(workload, group));
                }
                catch (JsonRefusedException refused)
                {
                    failed.Add(new EdgeFault(new PolicyFault("BadResult", $"customize: {refused.Message}", ""), group.Edges));
                }
            }
        }
        else if (outcome.Placed.Count > 0)
        {
            variants.Add(new TrialVariant(outcome.Placed, [new TrialCopy([], workload)], false));
        }

        var faults = failed.SelectMany(fault => Ids(fault.Edges).Select(id => (id, $"{fault.Fault.Reason}: {fault.Fault.Message}{(fault.Fault.Location.Length > 0 ? $" ({fault.Fault.Location})" : "")}")))
            .DistinctBy(pair => pair.id).ToDictionary(pair => pair.id, pair => pair.Item2, StringComparer.Ordinal);
        return outcome with
        {
            Variants = variants,
            Omitted = omitted,
            Faults = faults,
            Placed = [.. outcome.Placed.Where(id => !faults.ContainsKey(id))],
            Reads = reads,
        };
    }

    private TrialVariant Made(byte[] workload, VariantGroup group)
    {
        var edges = Ids(group.Edges);
        if (group.Copies is { } copies)
        {
            return new TrialVariant(edges, [.. copies.Select(operations => new TrialCopy(operations, Checked(workload, JsonPatcher.Apply(workload, operations))))], true);
        }

        var bytes = Checked(workload, JsonPatcher.Apply(workload, group.Operations));
        IdentityGuard.Check(workload, bytes);
        return new TrialVariant(edges, [new TrialCopy(group.Operations, bytes)], false);
    }

    private static byte[] Checked(byte[] workload, byte[] made)
    {
        HandleCheck.Holds(workload, made);
        return made;
    }

    private Dictionary<string, string> Reasons(IEnumerable<Placement> placements)
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var reason in placements.SelectMany(placement => placement.Reasons))
        {
            foreach (var id in Ids(reason.Edges))
            {
                reasons[id] = reason.Reason;
            }
        }

        return reasons;
    }

    private EdgeSet Set(Func<string, bool> has) => EdgeSets.Of(fleet.Count, Enumerable.Range(0, fleet.Count).Where(slot => has(fleet[slot].Id)));

    private List<string> Ids(EdgeSet edges) => [.. edges.Members().Select(slot => fleet[slot].Id)];
}
