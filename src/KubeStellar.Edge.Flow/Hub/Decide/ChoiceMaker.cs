using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Decide;

/// <summary>Makes what is recorded of a choice: a few ids in the record, all that choose was given in a content beside it.</summary>
internal static class ChoiceMaker
{
    private const int SampleSize = 100;
    private const int MostStored = 256 * 1024;

    /// <summary>The choice, and its inputs when they are small enough to be kept; null where the policy does not choose.</summary>
    public static (DecidedChoice Choice, byte[]? Inputs)? Make(DecisionSubject subject)
    {
        if (!subject.Chooses)
        {
            return null;
        }

        var plan = subject.Plan;
        var edges = EdgeSets.Union(plan.Offered, subject.Unsure).Members().Select(slot => (Slot: slot, Edge: subject.Fleet[slot])).Where(one => one.Edge is not null).OrderBy(one => one.Edge!.Id, StringComparer.Ordinal).ToList();
        var chosen = edges.Where(one => plan.Placed[one.Slot]).ToList();
        var inputs = new DecisionInputs
        {
            Candidates = [.. edges.Select(one => EdgeDocument.Of(one.Edge!, WithId(plan.Reads.Choose)))],
            Chosen = [.. chosen.Select(one => one.Edge!.Id)],
            Unsure = EdgeSets.IsEmpty(subject.Unsure) ? null : [.. edges.Where(one => subject.Unsure[one.Slot]).Select(one => one.Edge!.Id)],
            Shares = plan.Shares.Count == 0 ? null : new(chosen.Where(one => plan.Shares.ContainsKey(one.Slot)).ToDictionary(one => one.Edge!.Id, one => plan.Shares[one.Slot]), StringComparer.Ordinal),
        };
        var bytes = CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(inputs, ContractsJson.Default.DecisionInputs));
        var small = bytes.Length <= ContentEncoding.MaxContentBytes && ContentEncoding.Encode(bytes).Sum(part => part.Stored.Length) <= MostStored;
        var choice = new DecidedChoice
        {
            Candidates = edges.Count,
            Chosen = chosen.Count,
            Sample = [.. inputs.Chosen.Take(SampleSize)],
            Inputs = Digest.Of(bytes),
            Kept = small,
        };
        return (choice, small ? bytes : null);
    }

    /// <summary>Edges are handed over in the order of their ids, so those are always needed.</summary>
    private static State.Policies.EdgeReads WithId(State.Policies.EdgeReads reads) =>
        reads.With(new State.Policies.EdgeReads(false, new HashSet<string> { "id" }));
}
