using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>Sees to it that the policy runtime has a bundle: from the inventory when it is the newest, else as content, as edges get it.</summary>
internal sealed class BundleLoader(IHubInventory inventory, StoredContents contents, LoadedBundles bundles)
{
    /// <summary>What the bundle declares, or why it cannot be used.</summary>
    internal async Task<PolicyOutcome<PolicyShape>> LoadAsync(PolicyKey policy, Digest digest, CancellationToken token)
    {
        if (await FindAsync(policy, digest, token) is not { } bundle)
            return new PolicyOutcome<PolicyShape>(null, new PolicyFault("NotFound", $"the bundle {digest} cannot be read now", ""));
        return await bundles.LoadAsync(digest, bundle, token);
    }

    private async Task<PolicyBundle?> FindAsync(PolicyKey policy, Digest digest, CancellationToken token) =>
        inventory.Policy(policy) is { } record && record.Digest == digest ? record.Bundle : await contents.ReadAsync(digest, ContractsJson.Default.PolicyBundle, token);
}
