using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>One policy as the edge sees it; replaced whole.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Manifest">What is wanted; null after the policy left the root, while objects of it are still to be removed.</param>
/// <param name="Version">The root that it stands on.</param>
/// <param name="Objects">Its objects in the order of their keys; objects that should be gone and are not, too.</param>
public sealed record PolicyView(PolicyKey Policy, ManifestRef? Manifest, RootVersion Version, IReadOnlyList<ObjectView> Objects)
{
    /// <summary>Whether every object of the manifest is in the target.</summary>
    public bool Applied => Objects.All(item => item.Report.Applied);

    /// <summary>Whether every object is applied and, observed after that, current.</summary>
    public bool Good => Manifest is not null
        && Objects.All(item => item.Report is { Applied: true, ObservedAfterApply: true, Health: Contracts.Records.Health.Current });
}
