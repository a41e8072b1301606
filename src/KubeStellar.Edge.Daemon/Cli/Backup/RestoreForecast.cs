using System.Globalization;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Daemon.Cli.Backup;

/// <summary>What a fleet would see of a restore: pure, from the backup's entries and those of the hub that runs.</summary>
internal static class RestoreForecast
{
    private const int MostNamed = 5;
    private const string Revoked = "revoked.";

    /// <summary>Sentences; none when nothing would change.</summary>
    internal static IReadOnlyList<string> Of(IReadOnlyDictionary<string, SortedDictionary<string, byte[]>> backup, IReadOnlyDictionary<string, SortedDictionary<string, byte[]>> now)
    {
        var lines = new List<string>();
        foreach (var (bucket, one, many) in ((string, string, string)[])[(Buckets.Workloads, "object", "objects"), (Buckets.Policies, "policy", "policies"), (Buckets.Libraries, "library", "libraries")])
        {
            Say(lines, Only(now[bucket], backup[bucket]), one, many, "applied since would be gone, and leaves the edges that have it");
            Say(lines, Only(backup[bucket], now[bucket]), one, many, "deleted since would be there again, and goes to edges as its policies say");
            Say(lines, Changed(backup[bucket], now[bucket]), one, many, "changed since would be as it was");
        }

        Say(lines, Only(now[Buckets.Edges], backup[Buckets.Edges]), "edge", "edges", "that joined since would not be known: it keeps what it has, says so (Removed), and comes back with --rejoin and a new token");
        Say(lines, Only(backup[Buckets.Edges], now[Buckets.Edges]), "edge", "edges", "removed since would be known again");
        Say(lines, Only(now[Buckets.Hub], backup[Buckets.Hub]).Where(key => key.StartsWith(Revoked, StringComparison.Ordinal)).Select(key => key[Revoked.Length..]).ToList(),
            "key", "keys", "revoked since would be good again: revoke it anew at once ('kse edge revoke')");
        return lines;
    }

    private static List<string> Only(SortedDictionary<string, byte[]> here, SortedDictionary<string, byte[]> there) => [.. here.Keys.Where(key => !there.ContainsKey(key))];

    private static List<string> Changed(SortedDictionary<string, byte[]> before, SortedDictionary<string, byte[]> now) =>
        [.. before.Where(entry => now.TryGetValue(entry.Key, out var other) && !other.AsSpan().SequenceEqual(entry.Value)).Select(entry => entry.Key)];

    private static void Say(List<string> lines, List<string> names, string one, string many, string what)
    {
        if (names.Count > 0)
        {
            var more = names.Count > MostNamed ? ", ..." : "";
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{names.Count} {(names.Count == 1 ? one : many)} {what}: {string.Join(", ", names.Take(MostNamed))}{more}"));
        }
    }
}
