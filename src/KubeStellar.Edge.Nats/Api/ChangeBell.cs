using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Wire;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Nats.Api;

/// <summary>Notes what the hub wrote, by workspace: many writes of one bucket are one change until somebody is told.</summary>
internal sealed class ChangeBell
{
    // Buckets whose keys begin with the workspace, and those whose keys begin with an edge.
    private static readonly HashSet<string> First = [Names.Workloads, Names.Policies, Names.Libraries, Names.Rollouts, Names.Summaries, Names.Conditions, Names.Decisions];
    private static readonly HashSet<string> Second = [Names.Status, Names.Partials, Names.Upsync];

    private readonly ConcurrentDictionary<(string Place, string Bucket), bool> _rung = new();

    /// <summary>A key was written.</summary>
    public void Wrote(string bucket, string key)
    {
        if (First.Contains(bucket))
        {
            Ring(Token(key, 0), bucket);
        }
        else if (Second.Contains(bucket))
        {
            Ring(Token(key, 1), bucket);
        }
        else if (bucket != Names.Content)
        {
            Ring(Subjects.Fleet, bucket);
        }
    }

    /// <summary>An event of a workspace (empty: of the fleet) was stored.</summary>
    public void Told(string workspace) => Ring(workspace.Length == 0 ? Subjects.Fleet : workspace, Names.Events);

    /// <summary>What was noted since the last time: names of buckets, by place.</summary>
    public ILookup<string, string> Take() => _rung.Keys.Where(one => _rung.TryRemove(one, out _)).ToLookup(one => one.Place, one => one.Bucket, StringComparer.Ordinal);

    private void Ring(string place, string bucket) => _rung.TryAdd((place, bucket), true);

    private static string Token(string key, int index) => key.Split('.', index + 2) is var parts && parts.Length > index ? parts[index] : Subjects.Fleet;
}
