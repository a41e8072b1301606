using System.Runtime.InteropServices;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>
/// What a look at the target changes in what is carried up for one policy; pure. The newest of each object counts. An object is gone when it was looked for and not found:
/// what could not be read is as it was. Within the limits those that are carried already come first, so that a flood of new ones pushes none of them out.
/// </summary>
internal static class UpsyncPlan
{
    private const int Shown = 3;

    /// <param name="policy">The policy.</param>
    /// <param name="rules">What it asks for.</param>
    /// <param name="held">What is carried up for it now.</param>
    /// <param name="reading">What was found.</param>
    /// <param name="own">What this edge applies itself: that has its reports.</param>
    /// <param name="largest">Largest object, in bytes.</param>
    internal static UpsyncChange Of(
        PolicyKey policy, IReadOnlyList<UpsyncRule> rules, IReadOnlyDictionary<ObjectKey, BornObject> held, UpsyncReading reading, IReadOnlySet<ObjectKey> own, int largest)
    {
        var troubles = new List<UpsyncTrouble>();
        var found = new SortedDictionary<ObjectKey, UpsyncSeen>();
        var there = new HashSet<ObjectKey>();
        foreach (var seen in reading.Objects)
        {
            if (!own.Contains(seen.Key) && there.Add(seen.Key) && rules.Any(rule => rule.MayAsk(seen.Key)) && Asked(rules, seen, troubles))
            {
                found[seen.Key] = seen;
            }
        }

        var remove = held.Keys.Where(key => !found.ContainsKey(key)
            && (own.Contains(key) || there.Contains(key) || !rules.Any(rule => rule.MayAsk(key)) || reading.Knows(key.Group, key.Kind))).Order().ToList();
        var kept = held.Where(pair => !remove.Contains(pair.Key)).ToDictionary();
        var (count, bytes) = (kept.Count, kept.Values.Sum(one => (long)SizeOf(one)));
        var put = new List<UpsyncSeen>();
        var (large, many) = (new List<ObjectKey>(), new List<ObjectKey>());
        foreach (var seen in found.Values.OrderBy(seen => kept.ContainsKey(seen.Key) ? 0 : 1).ThenBy(seen => seen.Key))
        {
            var before = kept.GetValueOrDefault(seen.Key);
            var old = before is null ? 0 : SizeOf(before);
            if (before is not null && Digest.Of(seen.Canonical.Span) == before.Digest)
            {
                continue;
            }

            if (seen.Canonical.Length > largest)
            {
                large.Add(seen.Key);
            }
            else if ((before is null && count >= UpsyncLimits.Objects) || bytes - old + seen.Canonical.Length > UpsyncLimits.PolicyBytes)
            {
                many.Add(seen.Key);
            }
            else
            {
                (count, bytes) = (before is null ? count + 1 : count, bytes - old + seen.Canonical.Length);
                put.Add(seen);
            }
        }

        Tell(troubles, "TooLarge", large, $"of {policy} exceed {largest} bytes; what was carried up of them before stays");
        Tell(troubles, "TooMany", many, $"of {policy} are left out: {UpsyncLimits.Objects} objects of together {UpsyncLimits.PolicyBytes >> 20} MiB are carried up for a policy");
        return new UpsyncChange(put, remove, troubles);
    }

    private static bool Asked(IReadOnlyList<UpsyncRule> rules, UpsyncSeen seen, List<UpsyncTrouble> troubles)
    {
        var item = CanonicalJson.Parse(seen.Canonical.Span);
        if (!rules.Any(rule => rule.Asks(seen.Key, item)))
        {
            return false;
        }

        var wrong = seen.Key.IsSecret ? "values of Secrets are not carried up"
            : ObjectRules.Check(item) is [var first, ..] ? $"{first.Path} {first.Message}".TrimStart() : null;
        if (wrong is null)
        {
            return true;
        }

        troubles.Add(new UpsyncTrouble("Refused", $"{Name(seen.Key)}: {wrong}"));
        return false;
    }

    private static void Tell(List<UpsyncTrouble> troubles, string reason, List<ObjectKey> keys, string what)
    {
        if (keys.Count > 0)
        {
            troubles.Add(new UpsyncTrouble(reason, $"{keys.Count} {(keys.Count == 1 ? "object" : "objects")} ({string.Join(", ", keys.Take(Shown).Select(Name))}{(keys.Count > Shown ? ", ..." : "")}) {what}"));
        }
    }

    private static int SizeOf(BornObject one) => JsonMarshal.GetRawUtf8Value(one.Object).Length;

    private static string Name(ObjectKey key) => key.Namespace.Length > 0 ? $"{key.Kind}/{key.Namespace}/{key.Name}" : $"{key.Kind}/{key.Name}";
}
