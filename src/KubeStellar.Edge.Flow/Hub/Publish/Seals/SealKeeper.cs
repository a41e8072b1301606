using System.Security.Cryptography;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Secrets;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Publish.Seals;

/// <summary>
/// Gives every variant that holds secret values its data key, and every root the keys that its manifests call for. A variant keeps its key as long as somebody has it; where one that had it
/// is to have it no more, the others get another key (<see cref="KeyLeavers"/>). What cannot be sealed goes out without a key: its object says so at the edge, and nothing else waits for it.
/// </summary>
internal sealed partial class SealKeeper(RootTable roots, ContentPool contents, IValueSealer values, IVariantSealer sealer, KeyWrapper wrapper, ILogger<SealKeeper> log)
{
    private readonly HashSet<Digest> _broken = [];

    /// <summary>Whether an edge's durable root gives it just the keys that its manifests call for, wrapped for the key that it has now.</summary>
    public bool Fits(EdgeRecord edge, IReadOnlyList<ManifestRef> manifests)
    {
        var held = roots.Seals.Of(edge.Id);
        var exchangeKey = edge.Identity.ExchangeKey;
        if (held is not null && !held.Fit(sealer.ExchangeKey, exchangeKey))
        {
            return false;
        }

        foreach (var manifest in manifests)
        {
            if (manifest.Record is null)
            {
                // Nobody knows what it calls for: what the edge has is kept.
                return true;
            }

            foreach (var entry in manifest.Sealed)
            {
                if (!_broken.Contains(entry.Content) && !wrapper.IsUseless(exchangeKey) && (held is null || !Has(held, entry.Content)))
                {
                    return false;
                }
            }
        }

        foreach (var key in held?.Keys ?? [])
        {
            if (!Names(manifests, key.Variant))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Makes the keys that drafts call for and adds them; what they seal is stored when it returns.</summary>
    /// <param name="drafts">Drafts; those that call for keys are replaced.</param>
    /// <param name="rotated">Variants that get another key.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <exception cref="State.Buckets.BucketUnavailableException">Not all is stored; no root may name it.</exception>
    public async Task SealAsync(List<RootDraft> drafts, IReadOnlySet<Digest> rotated, CancellationToken token)
    {
        if (!drafts.Exists(draft => draft.Sealed))
        {
            return;
        }

        var made = await ResolveAsync(drafts.SelectMany(draft => draft.Manifests), rotated, token);
        var byManifest = new Dictionary<ManifestRef, SealedVariant[]>(ReferenceEqualityComparer.Instance);
        SealedVariant[] Of(ManifestRef manifest) => byManifest.TryGetValue(manifest, out var known)
            ? known
            : byManifest[manifest] = [.. manifest.Sealed.Select(entry => made.GetValueOrDefault(entry.Content)).OfType<SealedVariant>().OrderBy(variant => variant.Content)];

        for (var i = 0; i < drafts.Count; i++)
        {
            if (drafts[i] is { Sealed: true } draft)
            {
                drafts[i] = draft with { Keys = new KeyOrder(Merge(draft.Manifests, Of), draft.ExchangeKey, roots.Seals.Of(draft.Edge), Array.Exists(draft.Manifests, manifest => manifest.Record is null)) };
            }
        }
    }

    /// <summary>Makes what is sealed and was lost again, under the keys that it has.</summary>
    public async Task RestoreAsync(IEnumerable<ManifestRef> manifests, CancellationToken token)
    {
        _broken.Clear();
        await ResolveAsync(manifests.Where(manifest => manifest.Sealed.Any(entry => roots.Seals.Current(entry.Content) is { } name && !contents.IsStored(name.Seal))), new HashSet<Digest>(), token);
    }

    private static SealedVariant[] Merge(ManifestRef[] manifests, Func<ManifestRef, SealedVariant[]> of)
    {
        SealedVariant[] first = [];
        List<SealedVariant>? more = null;
        foreach (var manifest in manifests)
        {
            if (manifest.Sealed.Length == 0)
            {
                continue;
            }

            if (first.Length == 0)
            {
                first = of(manifest);
            }
            else
            {
                (more ??= [.. first]).AddRange(of(manifest));
            }
        }

        return more is null ? first : [.. more.DistinctBy(variant => variant.Content).OrderBy(variant => variant.Content)];
    }

    /// <summary>Whether any of these manifests names a variant that holds secret values.</summary>
    internal static bool Names(IReadOnlyList<ManifestRef> manifests, Digest variant)
    {
        foreach (var manifest in manifests)
        {
            foreach (var entry in manifest.Sealed)
            {
                if (entry.Content == variant)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool Has(HeldKeys held, Digest variant)
    {
        foreach (var key in held.Keys)
        {
            if (key.Variant == variant)
            {
                return roots.Seals.Current(variant) == key.Name;
            }
        }

        return false;
    }

    private async Task<Dictionary<Digest, SealedVariant>> ResolveAsync(IEnumerable<ManifestRef> manifests, IReadOnlySet<Digest> rotated, CancellationToken token)
    {
        var made = new Dictionary<Digest, SealedVariant>();
        var seals = new List<byte[]>();
        var seen = new HashSet<ManifestRef>(ReferenceEqualityComparer.Instance);
        foreach (var manifest in manifests.Where(manifest => manifest.Sealed.Length > 0 && seen.Add(manifest)))
        {
            foreach (var entry in manifest.Sealed.Where(entry => !made.ContainsKey(entry.Content) && !_broken.Contains(entry.Content)))
            {
                if (await ResolveAsync(manifest.Entry.Policy.Workspace, entry, rotated.Contains(entry.Content), seals, token) is { } variant)
                {
                    made[entry.Content] = variant;
                }
                else
                {
                    _broken.Add(entry.Content);
                }
            }
        }

        await contents.StoreAsync(seals, token);
        return made;
    }

    private async Task<SealedVariant?> ResolveAsync(string workspace, ManifestEntry entry, bool anew, List<byte[]> seals, CancellationToken token)
    {
        var name = anew ? null : roots.Seals.Current(entry.Content);
        var seal = new VariantSeal(workspace, entry.Key, entry.Content, name?.KeyId ?? sealer.NewKeyId());
        if (name is { } known && contents.IsStored(known.Seal))
        {
            contents.Touch(known.Seal);
            return new SealedVariant(seal, known);
        }

        try
        {
            if (await contents.ContentAsync(entry.Content, token) is not { } content)
            {
                LogNotSealed(entry.Key, workspace, "its content is not stored");
                return null;
            }

            var map = SealedValues.Map(values, new SealOrigin(workspace, entry.Source ?? entry.Key), SealedValues.Handles(content));
            var bytes = sealer.Seal(seal, map);
            CryptographicOperations.ZeroMemory(map);
            seals.Add(bytes);
            return new SealedVariant(seal, new SealName(seal.KeyId, Digest.Of(bytes)));
        }
        catch (Exception error) when (error is SealBrokenException or ContentRefusedException)
        {
            LogNotSealed(entry.Key, workspace, error.Message);
            return null;
        }
    }

    [LoggerMessage(1531, LogLevel.Error, "The secret values of {Object} (workspace {Workspace}) cannot be sent to edges: {Reason}")]
    private partial void LogNotSealed(ObjectKey @object, string workspace, string reason);
}
