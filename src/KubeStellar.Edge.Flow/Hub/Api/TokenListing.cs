using System.Runtime.CompilerServices;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>tokens</c>: the token records (never a secret) with <c>state</c> (<c>Valid</c>, <c>Used</c> or <c>Expired</c>) and <c>left</c> (edges that may still come; none for any number).</summary>
internal sealed class TokenListing(TokenStore tokens, TimeProvider time) : IListing
{
    /// <inheritdoc/>
    public string Resource => "tokens";

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken token)
    {
        scope.NoSelector();
        foreach (var record in await tokens.ListAsync(token))
        {
            if (scope.Query.Name.Length > 0 && record.Id != scope.Query.Name)
                continue;
            yield return new ListedItem(record.Id, () =>
            {
                var node = ApiReplies.Node(record, ContractsJson.Default.TokenRecord);
                node["state"] = State(record);
                if (record.Left() is { } left)
                    node["left"] = left;
                return ApiReplies.Element(node);
            });
        }
    }

    private string State(TokenRecord record) =>
        record.IsOver(time.GetUtcNow()) ? "Expired" : record.Left() == 0 ? "Used" : "Valid";
}
