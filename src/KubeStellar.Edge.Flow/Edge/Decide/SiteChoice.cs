using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Decide;

/// <summary>What a site takes of an accepted tree.</summary>
/// <param name="Tree">What is to be applied.</param>
/// <param name="InForce">Its manifests by policy.</param>
/// <param name="Waiting">Policies of which something waits for a window.</param>
internal sealed record SiteChoice(EdgeTree Tree, SortedDictionary<PolicyKey, Digest> InForce, IReadOnlyList<PolicyKey> Waiting);
