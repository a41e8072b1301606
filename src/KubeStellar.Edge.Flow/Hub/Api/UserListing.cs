using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Access;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>users</c>: the user records with <c>state</c>: <c>Valid</c>, <c>Expired</c> or <c>Revoked</c>, and <c>standsOn</c>: which of the hub's keys issued it (<see cref="UserKeys"/>). Of a workspace those who have roles there; its own people do not see who has some everywhere.</summary>
internal sealed class UserListing(UserBook users, UserKeys keys, TimeProvider time) : IListing
{
    /// <inheritdoc/>
    public string Resource => "users";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        scope.NoSelector();
        return users.All.Values
            .Where(user => (!scope.Limited || user.Workspaces.Contains(scope.Workspace)) && (scope.Query.Name.Length == 0 || scope.Query.Name == user.Name))
            .OrderBy(user => user.Name, StringComparer.Ordinal)
            .Select(user => new ListedItem(user.Name, () =>
            {
                var node = ApiReplies.Node(user, ContractsJson.Default.UserRecord);
                node["state"] = State(user);
                node["standsOn"] = keys.Of(user);
                return ApiReplies.Element(node);
            }))
            .ToAsyncEnumerable();
    }

    private string State(UserRecord user) => user.Revoked is not null ? "Revoked" : user.Expires <= time.GetUtcNow() ? "Expired" : "Valid";
}
