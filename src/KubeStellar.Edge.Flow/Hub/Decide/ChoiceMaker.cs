using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
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

    // Before it is packed: edges are much alike, and pack to about a fifth. No document is smaller than the braces, the name of the id and one of its letters.
    private const int MostMade = 5 * MostStored;
    private const int SmallestMade = 10;

    /// <summary>The choice, and its inputs when they are small enough to be kept; null where the policy does not choose.</summary>
    public static (DecidedChoice Choice, byte[]? Inputs)? Make(DecisionSubject subject)
    {
        if (!subject.Chooses)
        {
            return null;
        }

        var plan = subject.Plan;
        var edges = EdgeSets.Union(plan.Offered, subject.Unsure).Members().Select(slot => (Slot: slot, Edge: subject.Fleet[slot]!)).Where(one => one.Edge is not null).ToList();
        var chosen = edges.Where(one => plan.Placed[one.Slot]).OrderBy(one => one.Edge.Id, StringComparer.Ordinal).ToList();
        var bytes = Inputs(subject, edges, chosen);
        var choice = new DecidedChoice
        {
            Candidates = edges.Count,
            Chosen = chosen.Count,
            Sample = [.. chosen.Take(SampleSize).Select(one => one.Edge.Id)],
            Inputs = bytes is null ? Identity(subject, edges.Count, chosen) : Digest.Of(bytes),
            Kept = bytes is not null,
        };
        return (choice, bytes);
    }

    /// <summary>All that choose was given; null when it is too large to be kept, found out before all of it is made.</summary>
    private static byte[]? Inputs(DecisionSubject subject, List<(int Slot, EdgeRecord Edge)> edges, List<(int Slot, EdgeRecord Edge)> chosen)
    {
        if (edges.Count > MostMade / SmallestMade)
        {
            return null;
        }

        var plan = subject.Plan;
        var reads = WithId(plan.Reads.Choose);
        var sorted = edges.OrderBy(one => one.Edge.Id, StringComparer.Ordinal).ToList();
        var candidates = new List<JsonElement>(sorted.Count);
        var made = 0;
        foreach (var (_, edge) in sorted)
        {
            var document = EdgeDocument.Of(edge, reads);
            made += JsonMarshal.GetRawUtf8Value(document).Length;
            if (made > MostMade)
            {
                return null;
            }

            candidates.Add(document);
        }

        var inputs = new DecisionInputs
        {
            Candidates = candidates,
            Chosen = [.. chosen.Select(one => one.Edge.Id)],
            Unsure = EdgeSets.IsEmpty(subject.Unsure) ? null : [.. sorted.Where(one => subject.Unsure[one.Slot]).Select(one => one.Edge.Id)],
            Shares = plan.Shares.Count == 0 ? null : new(chosen.Where(one => plan.Shares.ContainsKey(one.Slot)).ToDictionary(one => one.Edge.Id, one => plan.Shares[one.Slot]), StringComparer.Ordinal),
        };
        var bytes = CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(inputs, ContractsJson.Default.DecisionInputs));
        return bytes.Length <= ContentEncoding.MaxContentBytes && ContentEncoding.Encode(bytes).Sum(part => part.Stored.Length) <= MostStored ? bytes : null;
    }

    /// <summary>What tells a choice apart whose inputs are not kept: who was chosen among how many, with what.</summary>
    private static Digest Identity(DecisionSubject subject, int candidates, List<(int Slot, EdgeRecord Edge)> chosen)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{candidates}\n"));
        foreach (var (slot, edge) in chosen)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(edge.Id + "\n"));
            if (subject.Plan.Shares.TryGetValue(slot, out var share))
            {
                hash.AppendData(JsonMarshal.GetRawUtf8Value(share));
            }
        }

        return Digest.Of(hash.GetHashAndReset());
    }

    /// <summary>Edges are handed over in the order of their ids, so those are always needed.</summary>
    private static State.Policies.EdgeReads WithId(State.Policies.EdgeReads reads) =>
        reads.With(new State.Policies.EdgeReads(false, new HashSet<string> { "id" }));
}
