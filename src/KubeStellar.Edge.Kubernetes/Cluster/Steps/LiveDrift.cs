using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Kubernetes.Cluster.Drift;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;

namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>How a live object differs from what is wanted; pure.</summary>
/// <param name="Lost">Wanted fields that are not ours.</param>
/// <param name="SameContent">Whether the wanted content is what was applied last.</param>
/// <param name="SameMarks">Whether all marks are as they would be written now.</param>
internal sealed record LiveDrift(IReadOnlyList<LostField> Lost, bool SameContent, bool SameMarks)
{
    /// <summary>Whether it is another content that this edge itself applied last, as its own mark says, and nobody took a field since.</summary>
    internal bool OwnOther { get; private init; }

    internal static LiveDrift Of(JsonElement content, LiveEntry entry, Marks marks, Applied? applied)
    {
        using var managers = FieldManagers.Parse(entry.Managers);
        IReadOnlyList<LostField> lost = DriftWalk.Find(content, managers);
        if (lost.Count > 0 && applied is { Yielded.Count: > 0 } && applied.Uid == entry.Uid && applied.Digest == marks.Digest)
        {
            lost = [.. lost.Where(field => !applied.Yielded.Contains(field.Path))];
        }

        return new LiveDrift(lost, entry.Mark(MarkNames.Digest) == marks.Digest, Same(entry, marks))
        {
            OwnOther = entry.Mark(MarkNames.Digest) is { } digest && digest != marks.Digest && lost.All(field => field.Manager.Length == 0)
                && managers.Own?.Member("f:metadata", "f:annotations", "f:" + MarkNames.Digest).ValueKind is not (null or JsonValueKind.Undefined),
        };
    }

    /// <summary>Places of lost fields that a rule leaves to whoever has them now.</summary>
    internal IReadOnlySet<string> LeftOut(ManifestEntry entry) => entry is { Drift: DriftMode.Correct, Rules: null or { DriftAt: null or { Count: 0 } } } ? new HashSet<string>()
        : Lost.Where(field => field.Manager.Length > 0 && entry.DriftOf(field.Path) is DriftMode.Ignore or DriftMode.Report)
            .Select(field => field.Place).ToHashSet(StringComparer.Ordinal);

    private static bool Same(LiveEntry entry, Marks marks) =>
        entry.Mark(MarkNames.Owner) == marks.Owner.Id && entry.Mark(MarkNames.Edge) == marks.Owner.Edge && entry.Mark(MarkNames.Hub) == marks.Owner.Hub
        && entry.Mark(MarkNames.Policy) == marks.Policy && entry.Mark(MarkNames.Workspace) == marks.Workspace && entry.Mark(MarkNames.OnRemoval) == marks.OnRemoval;
}
