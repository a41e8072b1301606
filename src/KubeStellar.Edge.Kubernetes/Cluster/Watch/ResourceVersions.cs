using System.Globalization;

namespace KubeStellar.Edge.Kubernetes.Cluster.Watch;

/// <summary>
/// Orders versions of objects of one resource (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions: numbers that rise). Where a
/// server has others, nothing is older than anything, and what comes last counts.
/// </summary>
internal static class ResourceVersions
{
    internal static bool IsOlder(string version, string than) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var left)
        && ulong.TryParse(than, NumberStyles.None, CultureInfo.InvariantCulture, out var right) && left < right;
}
