using System.Text.Json.Nodes;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// <c>hubs</c>, of the fleet: this one, which publishes, with its <c>epoch</c> and, when it holds, the <c>reason</c>; and those that wait to take over, as they say themselves.
/// </summary>
internal sealed class HubListing(StandbyBook standbys, HubHold hold, HubEpochGuard epochs, LeaseNotes lease, IOptions<HubFlowOptions> self) : IListing
{
    /// <inheritdoc/>
    public string Resource => "hubs";

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        scope.NoSelector();
        var name = scope.Query.Name;
        IEnumerable<JsonObject> rows = [Active(), .. standbys.All.Select(Standby)];

        // A copied state directory waits under the id of the one that publishes.
        return rows.Where(row => name.Length == 0 || name == (string?)row["id"])
            .Select(row => new ListedItem($"{row["role"]} {row["id"]}", () => ApiReplies.Element(row)))
            .ToAsyncEnumerable();
    }

    private static JsonObject Standby(StandbyEntry entry) => new()
    {
        ["id"] = entry.Hello.Instance,
        ["role"] = "Standby",
        ["status"] = entry.Phase.ToString(),
        ["daemon"] = entry.Hello.Daemon,
        ["host"] = entry.Hello.Host,
        ["heardAt"] = entry.HeardAt,
        ["since"] = entry.Hello.Since,
    };

    private JsonObject Active() => new()
    {
        ["id"] = self.Value.Holder,
        ["role"] = "Active",
        ["status"] = hold.Holds ? "Held" : "Ready",
        ["reason"] = hold.Reason,
        ["epoch"] = epochs.Current,
        ["daemon"] = self.Value.Daemon,
        ["host"] = self.Value.Host,
        ["heardAt"] = lease.Term?.RenewedAt,
        ["since"] = lease.Term?.Since,
    };
}
