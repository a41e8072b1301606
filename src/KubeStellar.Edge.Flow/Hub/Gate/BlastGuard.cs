using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Gate;

/// <summary>
/// Whether a policy's change removes so much that a person must say so. Counted is what edges in the inventory would lose, against all placements
/// in force at the hub; removals that other policies were let in the same plan count too, so that a wiped inventory does not pass in slices.
/// An object that moves from one policy to another counts as a removal of the first: it is safe to ask.
/// </summary>
internal sealed class BlastGuard(GateOptions options)
{
    private const int SampleSize = 5;

    /// <summary>The hold that a change needs; null when it may go.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="removals">What its change removes.</param>
    /// <param name="released">Removals that other policies were let in this plan.</param>
    /// <param name="total">All placements in force.</param>
    /// <param name="rollout">The policy's rollout: what was confirmed, and since when it is held.</param>
    /// <param name="held">What the held change that a person may have confirmed removes; null when this process does not know.</param>
    /// <param name="fleet">Names of the slots.</param>
    /// <param name="now">The time.</param>
    public (HoldRecord? Hold, IReadOnlyDictionary<ObjectKey, HashSet<string>>? Removals) Judge(
        PolicyKey policy,
        Removals removals,
        int released,
        int total,
        RolloutRecord? rollout,
        IReadOnlyDictionary<ObjectKey, HashSet<string>>? held,
        FleetSlots fleet,
        DateTimeOffset now)
    {
        var all = removals.Count + released;
        if (removals.Unreadable == 0 && (removals.Count == 0 || all < options.GuardMinimum || all <= options.GuardShare * total))
        {
            return (null, null);
        }

        var byObject = removals.ByObject(fleet);
        var id = IdOf(policy, rollout, removals, byObject);
        if (rollout?.Confirmed is { Length: > 0 } confirmed && (confirmed == id || (rollout.Hold?.Id == confirmed && IsPart(byObject, held) && removals.Unreadable == 0)))
        {
            return (null, null);
        }

        var edges = byObject.Values.SelectMany(names => names).Distinct(StringComparer.Ordinal).Count() + removals.Unreadable;
        var sample = byObject.SelectMany(pair => pair.Value.Order(StringComparer.Ordinal).Select(edge => $"{edge} {pair.Key}")).Take(SampleSize).ToList();
        var since = rollout?.Hold is { } before && before.Id == id ? before.Since : now;
        return (new HoldRecord(id, removals.Count, total, edges, sample, since), byObject);
    }

    private static bool IsPart(IReadOnlyDictionary<ObjectKey, HashSet<string>> part, IReadOnlyDictionary<ObjectKey, HashSet<string>>? whole) =>
        whole is not null && part.All(pair => whole.TryGetValue(pair.Key, out var edges) && pair.Value.IsSubsetOf(edges));

    /// <summary>A short digest of the change. It names the release that it would end, so that a confirmed change that comes again later is asked for again.</summary>
    private static string IdOf(PolicyKey policy, RolloutRecord? rollout, Removals removals, IReadOnlyDictionary<ObjectKey, HashSet<string>> byObject)
    {
        var release = rollout?.Releases is [.., var last] ? last.Number : 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{policy}\n{release}\n{removals.Unreadable}\n")));
        foreach (var (key, edges) in byObject)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}\n"));
            foreach (var edge in edges.Order(StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($" {edge}\n"));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 5));
    }
}
