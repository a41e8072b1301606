using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Admission;

/// <summary>What may be asked of, and done to, the devices that wait for one id. Pure.</summary>
internal static class PendingRules
{
    /// <summary>The device with this key; null when it does not wait.</summary>
    internal static PendingDevice? Of(this PendingRecord? record, string publicKey) => record?.Devices.FirstOrDefault(device => device.PublicKey == publicKey);

    /// <summary>With the device in its place, or behind the others.</summary>
    internal static PendingRecord With(this PendingRecord record, PendingDevice device) => record.Of(device.PublicKey) is null
        ? record with { Devices = [.. record.Devices, device] }
        : record with { Devices = [.. record.Devices.Select(one => one.PublicKey == device.PublicKey ? device : one)] };

    /// <summary>Without those that nobody decided about in time; what is approved is never forgotten before it is done.</summary>
    internal static PendingRecord Fresh(this PendingRecord record, DateTimeOffset now, TimeSpan waits) => record with
    {
        Devices = [.. record.Devices.Where(device => device.State == PendingState.Approved || now - (device.DecidedAt ?? device.Since) <= waits)],
    };

    /// <summary>Without the devices of a token.</summary>
    internal static PendingRecord WithoutToken(this PendingRecord record, string tokenId) =>
        record with { Devices = [.. record.Devices.Where(device => device.TokenId != tokenId || device.State == PendingState.Approved)] };

    /// <summary>The one device that a person means, or why none is meant.</summary>
    /// <param name="record">Those that wait for the id.</param>
    /// <param name="fingerprint">What the person compared; null for nothing.</param>
    internal static (PendingDevice? Device, string Why) Choose(this PendingRecord record, string? fingerprint)
    {
        if (fingerprint is not null)
        {
            return record.Devices.FirstOrDefault(device => DeviceFingerprint.Same(DeviceFingerprint.Of(device.PublicKey), fingerprint)) is { } meant
                ? (meant, "")
                : (null, $"the fingerprint {fingerprint} is not that of a device that waits for the id {record.Edge} ({Listed(record.Devices)}): compare it with what the device itself shows (its log, `kse status`), and deny what nobody knows");
        }

        var waiting = record.Devices.Where(device => device.State != PendingState.Denied).ToList();
        var candidates = waiting.Count > 0 ? waiting : [.. record.Devices];
        return candidates.Count == 1
            ? (candidates[0], "")
            : (null, $"{candidates.Count} devices ask for the id {record.Edge}: say which one by --fingerprint ({Listed(candidates)})");
    }

    private static string Listed(IEnumerable<PendingDevice> devices) => string.Join(", ", devices.Select(device => DeviceFingerprint.Of(device.PublicKey)));
}
