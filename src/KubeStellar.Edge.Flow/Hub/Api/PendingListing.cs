using System.Runtime.CompilerServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Admission;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>pending</c>: a row for each device that waits for a person or was denied: the device as it is recorded, with the <c>edge</c> that it wants to be and its <c>fingerprint</c>.</summary>
internal sealed class PendingListing(PendingStore pending) : IListing
{
    /// <inheritdoc/>
    public string Resource => "pending";

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken token)
    {
        scope.NoSelector();
        var named = scope.Query.Name.Length > 0 ? scope.Query.Name : scope.Query.Edge;
        foreach (var record in await pending.ListAsync(token))
        {
            if (named.Length > 0 && record.Edge != named)
                continue;
            foreach (var device in record.Devices.OrderBy(device => device.PublicKey, StringComparer.Ordinal))
                yield return new ListedItem($"{record.Edge} {device.PublicKey}", () => Describe(record, device));
        }
    }

    private static JsonElement Describe(PendingRecord record, PendingDevice device)
    {
        var node = ApiReplies.Node(record with { Devices = [device] }, ContractsJson.Default.PendingRecord);
        var row = node["devices"]![0]!.DeepClone().AsObject();
        row["edge"] = record.Edge;
        row["fingerprint"] = DeviceFingerprint.Of(device.PublicKey);
        return ApiReplies.Element(row);
    }
}
