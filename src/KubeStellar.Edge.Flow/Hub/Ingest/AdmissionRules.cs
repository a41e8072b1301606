using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>What becomes of an id when a device that was approved takes it. Pure.</summary>
internal static class AdmissionRules
{
    /// <summary>Why the device cannot be the edge, as the id is held now; null when it can.</summary>
    internal static string? Unfit(EdgeRecord? holder, PendingDevice device) =>
        holder is null || holder.Identity.PublicKey == device.PublicKey ? null
        : device.Replace is not true ? $"another device holds the id {holder.Id} by now; deny this one, or start it with --replace if it is that edge's successor"
        : holder.Region is not null || device.Region is not null ? $"{holder.Id} is a region, and a region is not replaced: remove it, and have the new hub join"
        : null;

    /// <summary>
    /// The edge with the device's keys. A successor keeps the id, and with it labels, taints and placements; what the device says of itself is its own. Whatever held the edge
    /// was of the keys before.
    /// </summary>
    internal static EdgeRecord Admitted(EdgeRecord? before, string edge, PendingDevice device, DateTimeOffset now)
    {
        var identity = new EdgeIdentity(device.PublicKey, device.ExchangeKey, device.TokenId, now);
        var labels = new SortedDictionary<string, string>(before?.Labels ?? device.Labels, StringComparer.Ordinal);
        foreach (var (key, value) in device.Added ?? [])
            labels[key] = value;
        return before is null
            ? new EdgeRecord { Id = edge, Labels = labels, Properties = device.Properties, Identity = identity, Region = device.Region }
            : before with { Labels = labels, Properties = device.Properties.Count > 0 ? device.Properties : before.Properties, Identity = identity, Hold = null, Generation = before.Generation + 1 };
    }
}
