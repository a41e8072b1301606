using System.Runtime.CompilerServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// <c>upsynced</c>: objects that were born at edges, one an edge, policy and object. A name is an object, or a kind alone (<c>Measurement</c>, <c>Measurement.sensors.example.com</c>).
/// </summary>
internal sealed class UpsyncedListing(IHubInventory inventory, IHubUpsync upsync) : IListing
{
    /// <inheritdoc/>
    public string Resource => "upsynced";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken token)
    {
        var name = scope.Query.Name;
        if (name.Contains('/', StringComparison.Ordinal) && ObjectNames.Explain(name) is { } wrong)
            throw ApiRequests.Refuse("name", wrong);
        foreach (var edge in scope.Edges(inventory))
        {
            foreach (var (policy, key) in upsync.OfEdge(edge.Id).Where(one => one.Policy.Workspace == scope.Workspace && Means(name, one.Key)).OrderBy(one => one.Policy).ThenBy(one => one.Key.ToString(), StringComparer.Ordinal))
            {
                // The objects are in the bucket only, so those of pages before are not read again.
                var place = $"{edge.Id} {policy} {key}";
                if (string.CompareOrdinal(place, scope.Query.Continue) > 0 && await upsync.ReadAsync(edge.Id, policy, key, token) is { } record)
                    yield return new ListedItem(place, () => JsonSerializer.SerializeToElement(record, ContractsJson.Default.UpsyncedRecord));
            }
        }
    }

    private static bool Means(string name, ObjectKey key) => name.Length == 0
        || (name.Contains('/', StringComparison.Ordinal) || ObjectKey.TryParse(name, out _)
            ? ObjectNames.Means(name, key)
            : string.Equals(name, key.Kind, StringComparison.OrdinalIgnoreCase) || string.Equals(name, $"{key.Kind}.{key.Group}", StringComparison.OrdinalIgnoreCase));
}
