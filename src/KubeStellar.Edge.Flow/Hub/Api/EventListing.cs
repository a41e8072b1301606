using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// <c>events</c>: audit events with their <c>sequence</c>, oldest first; of the workspace and of the fleet. Without a place to go on from, the newest; with one, what came after it,
/// so that whoever follows misses nothing and sees nothing twice, whatever breaks in between. Name filters by subject or kind, edge by subject.
/// </summary>
internal sealed class EventListing(IEventLog events, IOptions<ApiOptions> options, IOptions<HubFlowOptions> self) : IListing
{
    private const string CloudEventForm = "cloudevents";

    /// <inheritdoc/>
    public string Resource => "events";

    /// <inheritdoc/>
    public bool OfWorkspaces => true;

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken token)
    {
        scope.NoSelector();
        if (scope.Query.Form is not (null or "" or CloudEventForm))
            throw ApiRequests.Refuse("form", $"events have no form '{scope.Query.Form}'; there is {CloudEventForm}");
        var after = await StartAsync(scope, token);
        while (true)
        {
            var page = await events.AfterAsync(after, token);
            foreach (var stored in page.Events.Where(stored => EventFilter.Wants(scope.Query, scope.Workspace, scope.Limited, stored.Record)))
                yield return new ListedItem(Place(stored.Sequence), () => Shown(stored, scope.Query.Form)) { Resumed = true };

            // No further, though the stream took more: its newest were erased.
            var ended = page.Position >= page.Newest || page.Position == after;
            after = page.Position;
            if (ended)
                break;
        }

        yield return ListedItem.End(Place(after));
    }

    private async Task<ulong> StartAsync(ListScope scope, CancellationToken token)
    {
        if (scope.Query.Continue is { Length: > 0 } from)
            return ulong.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : throw ApiRequests.Refuse("continue", $"'{from}' is no place in the events");

        var newest = (await events.EndAsync(token)).Newest;
        var most = (ulong)options.Value.MaxEvents;
        return newest > most ? newest - most : 0;
    }

    private JsonElement Shown(StoredEvent stored, string? form)
    {
        if (form == CloudEventForm)
            return ApiReplies.Element(CloudEvents.Of(stored.Record, self.Value.Instance, stored.Sequence), ContractsJson.Default.CloudEvent);
        var node = ApiReplies.Node(stored.Record, ContractsJson.Default.EventRecord);
        node["sequence"] = stored.Sequence;
        return ApiReplies.Element(node);
    }

    private static string Place(ulong sequence) => sequence.ToString("d20", CultureInfo.InvariantCulture);
}
