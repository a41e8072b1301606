using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>What a region's operators may do of their own will. Pure.</summary>
internal static class RegionRules
{
    private const string All = "*";

    /// <summary>Whether they may apply things of their own in a workspace.</summary>
    public static bool MayOwn(this RegionRights rights, string workspace) => rights.Own.Contains(workspace, StringComparer.Ordinal) || rights.Own.Contains(All, StringComparer.Ordinal);

    /// <summary>Whether they may override objects of one of the parent's policies.</summary>
    public static bool MayOverride(this RegionRights rights, PolicyKey policy) =>
        rights.Override.Any(one => one == All || one == policy.Workspace || one == $"{policy.Workspace}/{policy.Name}");
}
