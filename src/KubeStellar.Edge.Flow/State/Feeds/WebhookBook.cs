using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Flow.State.Feeds;

/// <summary>The webhooks and how each is; how far each was told lies in <c>kse-hub</c>, with its mirror.</summary>
internal sealed class WebhookBook(IEnumerable<IWebhook> webhooks, IBuckets buckets, TrustedBuckets trusted, HubHold hold)
{
    private readonly ConcurrentDictionary<string, WebhookState> _states = new(StringComparer.Ordinal);

    internal IReadOnlyList<IWebhook> All { get; } = [.. webhooks];

    internal WebhookState Of(string id) => _states.GetValueOrDefault(id, WebhookState.Unknown);

    internal void Set(string id, WebhookState state) => _states[id] = state;

    /// <summary>How far a webhook was told before this process; null when it is new, or nobody can say any more.</summary>
    internal async Task<WebhookRecord?> LoadAsync(string id, CancellationToken token)
    {
        try
        {
            return await buckets[Names.Hub].GetAsync(Names.WebhookKey(id), token) is { } entry ? JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.WebhookRecord) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes how far it is; false when it could not be written now, which costs no more than that something is sent twice.</summary>
    internal async Task<bool> KeepAsync(WebhookRecord record, CancellationToken token)
    {
        if (hold.Holds)
            return false;
        var value = JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.WebhookRecord);
        try
        {
            return (await trusted.WriteAsync(Names.Hub, [new TrustedWrite(Names.WebhookKey(record.Id), value)], token))[0].Done;
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            return false;
        }
    }
}
