using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>The data keys of a root, read.</summary>
internal static class RootKeys
{
    /// <summary>The key of each variant, in the order of the root. What is no data key is passed over: whoever needs it finds that it is missing.</summary>
    internal static IEnumerable<(Digest Variant, DataKey Key)> Of(RootRecord root)
    {
        foreach (var (text, value) in root.DataKeys ?? [])
        {
            if (Digest.TryParse(text, out var variant) && DataKey.TryParse(value, out var key))
            {
                yield return (variant, key);
            }
        }
    }

    /// <summary>The contents with sealed values that a root names.</summary>
    internal static IEnumerable<Digest> Seals(RootRecord root) => Of(root).Select(item => item.Key.Seal);
}
