using System.Globalization;
using System.Runtime.CompilerServices;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Flow.State.Buckets;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>events</c>: the newest audit events, oldest first; of the workspace and of the fleet. Name filters by subject or kind, edge by subject.</summary>
internal sealed class EventListing(IEventLog events, IOptions<ApiOptions> options) : IListing
{
    /// <inheritdoc/>
    public string Resource => "events";

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, [EnumeratorCancellation] CancellationToken token)
    {
        scope.NoSelector();
        var place = 0;
        foreach (var record in await events.NewestAsync(options.Value.MaxEvents, token))
        {
            place++;
            var wanted = (record.Workspace.Length == 0 || record.Workspace == scope.Workspace)
                && (scope.Query.Name.Length == 0 || record.Subject.Contains(scope.Query.Name, StringComparison.Ordinal) || record.Kind == scope.Query.Name)
                && (scope.Query.Edge.Length == 0 || record.Subject == scope.Query.Edge);

            // The place within what was looked through; a page of events is a glimpse of a moving stream.
            if (wanted)
                yield return new ListedItem(place.ToString("d10", CultureInfo.InvariantCulture), () => ApiReplies.Element(record, ContractsJson.Default.EventRecord));
        }
    }
}
