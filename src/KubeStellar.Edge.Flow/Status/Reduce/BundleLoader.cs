using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>Sees to it that the policy runtime has a bundle: from the inventory when it is the newest, else as content, as edges get it.</summary>
internal sealed class BundleLoader(IHubInventory inventory, IHubDesired desired, LoadedBundles bundles)
{
    /// <summary>Why the bundle cannot be used; null when it can.</summary>
    internal async Task<PolicyFault?> LoadAsync(PolicyKey policy, Digest digest, CancellationToken token)
    {
        if (await FindAsync(policy, digest, token) is not { } bundle)
            return new PolicyFault("NotFound", $"the bundle {digest} cannot be read now", "");
        return (await bundles.LoadAsync(digest, bundle, token)).Fault;
    }

    private async Task<PolicyBundle?> FindAsync(PolicyKey policy, Digest digest, CancellationToken token)
    {
        if (inventory.Policy(policy) is { } record && record.Digest == digest)
            return record.Bundle;
        if (await desired.StoredAsync(digest, token) is not { } stored)
            return null;
        var chunks = new Dictionary<Digest, ReadOnlyMemory<byte>>();
        if (ContentEncoding.TryReadChunks(stored.Span, out var list))
        {
            foreach (var part in list.Parts)
            {
                if (await desired.StoredAsync(part.Digest, token) is not { } chunk)
                    return null;
                chunks[part.Digest] = chunk;
            }
        }

        try
        {
            return JsonSerializer.Deserialize(ContentEncoding.Decode(digest, stored, part => chunks[part]), ContractsJson.Default.PolicyBundle);
        }
        catch (Exception error) when (error is ContentRefusedException or JsonException)
        {
            // What is stored is not what its name says; the bucket watch and the flow see to contents.
            return null;
        }
    }
}
