using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>
/// Stores what roots are about to name: contents and bundles first, then manifests, so that whatever is stored can be followed to its end.
/// </summary>
internal sealed class ContentPublisher(ContentPool contents, ManifestCache parsed)
{
    /// <summary>Stores what given manifests need and is not stored. Variants keep their bytes for as long as they are decided, so that a lost content can be stored again.</summary>
    /// <exception cref="State.Buckets.BucketUnavailableException">Not all of it is durable; no root may name it.</exception>
    public async Task PublishAsync(PolicyPlan plan, IReadOnlyCollection<ManifestRef> manifests, bool lossy, CancellationToken token)
    {
        var values = new List<byte[]>();
        var wanted = new HashSet<Digest>();
        foreach (var manifest in manifests)
        {
            foreach (var entry in manifest.Record?.Objects ?? [])
            {
                if (!contents.IsStored(entry.Content))
                {
                    wanted.Add(entry.Content);
                }
            }
        }

        if (wanted.Count > 0)
        {
            foreach (var part in plan.Objects.Values.SelectMany(decision => decision.Variants.SelectMany(variant => variant.Parts(decision.Key))))
            {
                if (part.Bytes is { } bytes && wanted.Remove(part.Content))
                {
                    values.Add(bytes);
                }
            }
        }

        if (plan.Record is { } policy && policy.Digest == plan.Bundle && !contents.IsStored(plan.Bundle))
        {
            values.Add(CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(policy.Bundle, ContractsJson.Default.PolicyBundle)));
        }

        if (wanted.Count > 0 && !lossy)
        {
            throw new InvalidOperationException($"{wanted.Count} contents of {plan.Key} are neither stored nor at hand, {wanted.First()} among them");
        }

        await contents.StoreAsync(values, token);
        await contents.StoreAsync(manifests.Where(manifest => !contents.IsStored(manifest.Digest)).Select(BytesOf).OfType<byte[]>(), token);
        foreach (var manifest in manifests)
        {
            manifest.Bytes = null;

            // Edges speak of it before this process hears that their roots are stored.
            if (manifest.Record is { } record)
            {
                parsed.Add(manifest.Digest, record);
            }
        }
    }

    private static byte[]? BytesOf(ManifestRef manifest) => manifest.Bytes
        ?? (manifest.Record is { } record ? CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.ManifestRecord)) : null);
}
