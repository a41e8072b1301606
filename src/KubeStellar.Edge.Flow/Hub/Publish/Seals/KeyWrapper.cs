using System.Collections.Concurrent;
using KubeStellar.Edge.Flow.State.Secrets;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Publish.Seals;

/// <summary>Wraps data keys for edges. What a root gave an edge before is taken over as it stands, so that an edit costs only the keys that are new. Several threads at once.</summary>
internal sealed partial class KeyWrapper(IVariantSealer sealer, ILogger<KeyWrapper> log)
{
    private readonly ConcurrentDictionary<string, bool> _useless = new(StringComparer.Ordinal);

    /// <summary>X25519 public key of this hub.</summary>
    public string ExchangeKey => sealer.ExchangeKey;

    /// <summary>Whether nothing can be wrapped for an exchange key, as was found out when it was tried.</summary>
    public bool IsUseless(string exchangeKey) => !_useless.IsEmpty && _useless.ContainsKey(exchangeKey);

    /// <summary>The keys for one edge, in the order of their variants; null for none.</summary>
    public HeldKeys? Wrap(string edge, KeyOrder order)
    {
        var kept = order.Held is { } held && held.Fit(sealer.ExchangeKey, order.ExchangeKey) ? held.Keys : [];
        var keys = new List<HeldKey>(order.Variants.Length);
        foreach (var variant in order.Variants)
        {
            var known = Array.Find(kept, key => key.Variant == variant.Content && key.Name == variant.Name);
            if (known.Text is not null)
            {
                keys.Add(known);
            }
            else if (Wrap(edge, order.ExchangeKey, variant) is { } text)
            {
                keys.Add(new HeldKey(variant.Content, variant.Name, text));
            }
        }

        if (order.Blind)
        {
            keys.AddRange(kept.Where(key => !keys.Exists(one => one.Variant == key.Variant)));
            keys.Sort(static (left, right) => left.Variant.CompareTo(right.Variant));
        }

        return keys.Count == 0 ? null : new HeldKeys(sealer.ExchangeKey, HeldKeys.Short(order.ExchangeKey), [.. keys]);
    }

    private string? Wrap(string edge, string exchangeKey, SealedVariant variant)
    {
        if (IsUseless(exchangeKey))
        {
            return null;
        }

        try
        {
            return $"{variant.Name.KeyId}.{variant.Name.Seal}.{sealer.Wrap(variant.Seal, edge, exchangeKey)}";
        }
        catch (SealBrokenException error)
        {
            // It gets everything else; the object itself says at the edge what is missing.
            _useless[exchangeKey] = true;
            LogUseless(edge, error.Message);
            return null;
        }
    }

    [LoggerMessage(1530, LogLevel.Error, "Nothing secret can be sent to {Edge}: {Reason}")]
    private partial void LogUseless(string edge, string reason);
}
