using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Kubernetes.Cluster.Drift;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;

namespace KubeStellar.Edge.Kubernetes.Cluster.Ownership;

/// <summary>
/// Judges whose a live object is, by what is on it; pure. The label alone proves little: controllers copy labels of what they work for (the EndpointSlices of
/// a Service carry its labels), so our field manager must be on it as well.
/// </summary>
internal static class Claims
{
    private const int Digits = 16;

    /// <param name="entry">The object.</param>
    /// <param name="owner">Who we are.</param>
    /// <param name="made">Uid of the object that this process made under this name: it is ours even when all marks were stripped, but not when another's are on it.</param>
    internal static Claim Judge(LiveEntry entry, Owner owner, string? made)
    {
        var claim = Judge(entry, owner);
        return claim is Claim.Foreign && made == entry.Uid && entry.Mark(MarkNames.Owner) is null ? Claim.Ours : claim;
    }

    internal static Claim Judge(LiveEntry entry, Owner owner)
    {
        using var managers = FieldManagers.Parse(entry.Managers);
        var named = entry.Mark(MarkNames.Edge) == owner.Edge && entry.Mark(MarkNames.Hub) == owner.Hub;
        var label = entry.Mark(MarkNames.Owner);
        if (label == owner.Id || (label is null && named))
        {
            // Where somebody strips all managers, the annotations must do.
            return managers.Own is not null || (named && managers.Others.Count == 0) ? Claim.Ours : Claim.Foreign;
        }

        if (label is not null || (entry.Mark(MarkNames.Edge) is not null && entry.Mark(MarkNames.Hub) is not null))
        {
            return Claim.OtherEdge;
        }

        return entry.Mark(MarkNames.Released) is { } released && released == Release(owner, managers) ? Claim.Released : Claim.Foreign;
    }

    /// <summary>What is written on an object that is let go.</summary>
    internal static string Release(Owner owner, LiveEntry entry)
    {
        using var managers = FieldManagers.Parse(entry.Managers);
        return Release(owner, managers);
    }

    private static string Release(Owner owner, FieldManagers managers)
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        if (managers.Own is { } own)
        {
            FieldNames.Flatten(own, "", left);
        }

        var fields = left.Where(path => path is not (".metadata" or ".metadata.labels" or ".metadata.annotations")
                && !path.StartsWith($".metadata.labels.{MarkNames.Prefix}", StringComparison.Ordinal) && !path.StartsWith($".metadata.annotations.{MarkNames.Prefix}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        return $"{owner.Id}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', fields))))[..Digits]}";
    }
}
