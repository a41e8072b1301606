using System.Runtime.CompilerServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>A verb's talk with the hub: records out, records or a <see cref="CliException"/> back.</summary>
internal sealed class HubSession(IHubApi api, string workspace, TimeSpan timeout, string origin) : IAsyncDisposable
{
    internal IHubApi Api => api;

    internal async Task<TResult> CallAsync<TRequest, TResult>(string verb, TRequest request, CancellationToken token) =>
        Read<TResult>(await SendAsync(verb, JsonSerializer.SerializeToUtf8Bytes(request, HubJson.Type<TRequest>()), token));

    /// <summary>Uploads one stored value of a content that does not fit a request.</summary>
    internal Task BlobAsync(ReadOnlyMemory<byte> stored, CancellationToken token) => SendAsync(ApiVerbs.Blob, stored, token);

    internal async Task<InfoResult> InfoAsync(CancellationToken token) =>
        Read<InfoResult>(await SendAsync(ApiVerbs.Info, "{}"u8.ToArray(), token));

    /// <summary>All items of a query, page after page.</summary>
    internal async IAsyncEnumerable<JsonElement> ListAsync(GetQuery query, [EnumeratorCancellation] CancellationToken token)
    {
        var from = query.Continue;
        do
        {
            var page = await CallAsync<GetQuery, ItemsResult>(ApiVerbs.Get, query with { Continue = from }, token);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            // A hub that gives the same place twice would keep this verb reading for ever.
            from = page.Continue.Length > 0 && page.Continue == from
                ? throw new CliException($"the hub's listing of {query.Resource} does not get on (it continues at '{from}' again)")
                : page.Continue;
        }
        while (from.Length > 0);
    }

    internal async Task<List<JsonElement>> ListAllAsync(GetQuery query, CancellationToken token)
    {
        var items = new List<JsonElement>();
        await foreach (var item in ListAsync(query, token))
        {
            items.Add(item);
        }

        return items;
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();

    private async Task<ApiReply> SendAsync(string verb, ReadOnlyMemory<byte> body, CancellationToken token)
    {
        try
        {
            var reply = await api.CallAsync(workspace, verb, body, timeout, token);
            return reply.Error is null ? reply : throw Refused(reply.Error);
        }
        catch (TimeoutException error)
        {
            throw new CliException(
                $"no answer from a hub within {Durations.Show(timeout)}",
                [$"asked {verb} at {origin}", "is 'kse hub' running there? --timeout gives it longer"],
                CliExit.Timeout,
                error)
            {
                Passing = true,
            };
        }
    }

    private static TResult Read<TResult>(ApiReply reply)
    {
        if (reply.Result is not { } result)
        {
            throw new CliException("the hub answered without a result", ["its version may differ from this program's: see 'kse version'"]);
        }

        try
        {
            return result.Deserialize(HubJson.Type<TResult>()) ?? throw new CliException("the hub answered null");
        }
        catch (JsonException error)
        {
            throw new CliException("the hub's answer is not understood", [error.Message, "its version may differ from this program's: see 'kse version'"], inner: error);
        }
    }

    private static CliException Refused(ApiError error) => new(
        error.Message,
        [.. error.Details.Select(fault => string.Join(": ", new[] { fault.Source, fault.Field, fault.Message }.Where(part => !string.IsNullOrEmpty(part))))],
        error.Code == "denied" ? CliExit.Denied : CliExit.Error);
}
