using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>What changed of an edge since its slot was last decided.</summary>
/// <param name="All">The slot changed hands, or nobody knows: whatever was read of it counts.</param>
/// <param name="Paths">The paths that changed, as <see cref="Policies.EdgeReads"/> has them.</param>
internal sealed record EdgeChange(bool All, IReadOnlySet<string> Paths)
{
    public const string Taints = "taints";

    public static EdgeChange Everything { get; } = new(true, new HashSet<string>());

    /// <summary>What differs between two records of one edge; none when a policy sees no difference.</summary>
    public static EdgeChange? Between(EdgeRecord before, EdgeRecord after)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in before.Labels.Keys.Union(after.Labels.Keys, StringComparer.Ordinal))
        {
            if (!before.Labels.TryGetValue(name, out var old) || !after.Labels.TryGetValue(name, out var now) || old != now)
            {
                paths.Add($"labels/{name}");
            }
        }

        foreach (var name in before.Properties.Keys.Union(after.Properties.Keys, StringComparer.Ordinal))
        {
            if (!before.Properties.TryGetValue(name, out var old) || !after.Properties.TryGetValue(name, out var now) || !CanonicalJson.Same(old, now))
            {
                paths.Add($"properties/{name}");
            }
        }

        if (!before.Taints.SequenceEqual(after.Taints))
        {
            paths.Add(Taints);
        }

        return paths.Count == 0 ? null : new EdgeChange(false, paths);
    }

    /// <summary>Both.</summary>
    public EdgeChange With(EdgeChange? other) =>
        other is null ? this : All || other.All ? Everything : new EdgeChange(false, new HashSet<string>(Paths.Concat(other.Paths), StringComparer.Ordinal));
}
