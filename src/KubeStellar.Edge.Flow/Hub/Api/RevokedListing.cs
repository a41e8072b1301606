using System.Runtime.CompilerServices;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>revoked</c>: the keys of devices that are void, with their <c>fingerprint</c>.</summary>
internal sealed class RevokedListing(RevocationBook revoked) : IListing
{
    /// <inheritdoc/>
    public string Resource => "revoked";

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken token)
    {
        scope.NoSelector();
        foreach (var record in (await revoked.ListAsync(token)).OrderBy(record => record.PublicKey, StringComparer.Ordinal))
        {
            if (scope.Query.Name.Length > 0 && record.PublicKey != scope.Query.Name && record.Edge != scope.Query.Name)
                continue;
            yield return new ListedItem(record.PublicKey, () =>
            {
                var node = ApiReplies.Node(record, ContractsJson.Default.RevocationRecord);
                node["fingerprint"] = DeviceFingerprint.Of(record.PublicKey);
                return ApiReplies.Element(node);
            });
        }
    }
}
