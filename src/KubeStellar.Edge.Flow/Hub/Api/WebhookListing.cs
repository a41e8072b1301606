using System.Text.Json.Nodes;
using KubeStellar.Edge.Flow.State.Feeds;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary><c>webhooks</c>, of the fleet: where each is, how far it was told, how much waits, and what is wrong.</summary>
internal sealed class WebhookListing(WebhookBook book) : IListing
{
    /// <inheritdoc/>
    public string Resource => "webhooks";

    /// <inheritdoc/>
    public IAsyncEnumerable<ListedItem> ListAsync(ListScope scope, CancellationToken token)
    {
        scope.NoSelector();
        return book.All
            .Where(webhook => scope.Query.Name.Length == 0 || scope.Query.Name == webhook.Id)
            .OrderBy(webhook => webhook.Id, StringComparer.Ordinal)
            .Select(webhook => new ListedItem(webhook.Id, () => ApiReplies.Element(Shown(webhook, book.Of(webhook.Id)))))
            .ToAsyncEnumerable();
    }

    private static JsonObject Shown(IWebhook webhook, WebhookState state) => new()
    {
        ["id"] = webhook.Id,
        ["url"] = webhook.Place,
        ["kinds"] = new JsonArray([.. webhook.Kinds.Select(kind => JsonValue.Create(kind))]),
        ["state"] = state.Record is null ? "Starting" : state.FailingSince is null ? "Ready" : "Failing",
        ["position"] = state.Record?.Position,
        ["newest"] = state.Newest,
        ["lag"] = state.Record is { } record && state.Newest > record.Position ? state.Newest - record.Position : 0,
        ["sent"] = state.Record?.Sent ?? 0,
        ["dropped"] = state.Record?.Dropped ?? 0,
        ["failures"] = state.Failures,
        ["failingSince"] = state.FailingSince,
        ["error"] = state.Error,
        ["errorAt"] = state.ErrorAt,
    };
}
