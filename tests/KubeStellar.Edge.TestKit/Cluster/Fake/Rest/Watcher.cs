using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;
using Microsoft.AspNetCore.Http;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

/// <summary>Watches: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes .</summary>
internal sealed class Watcher(ObjectStore store, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private TaskCompletionSource _bookmark = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether a watch may begin with what is there, and say where that ends. Default: yes.</summary>
    internal bool InitialEvents { get; set; } = true;

    /// <summary>How often a bookmark comes, where asked for. Default: a minute.</summary>
    internal TimeSpan BookmarkEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Sends all watches that asked for bookmarks one.</summary>
    internal void Bookmark() => Interlocked.Exchange(ref _bookmark, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    internal async Task WatchAsync(HttpContext context, ApiRequest request, ResourceType type)
    {
        CheckInitial(request);
        var shape = Accept.Of(context.Request);
        var selector = new Selector(request, type);
        var table = store[type.Group, type.Plural];
        var bookmarks = request.Query["allowWatchBookmarks"].ToString() is "true" or "1";
        var seconds = int.TryParse(request.Query["timeoutSeconds"], out var number) && number > 0 ? TimeSpan.FromSeconds(number) : Longest;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var timer = time.CreateTimer(state => Cancel((CancellationTokenSource)state!), end, seconds, Timeout.InfiniteTimeSpan);
        context.Response.ContentType = "application/json;stream=watch";
        await context.Response.StartAsync(end.Token);
        try
        {
            // One more before the end, so that the next watch begins where this one was.
            await using var last = time.CreateTimer(_ => Bookmark(), null, seconds > Farewell ? seconds - Farewell : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await FollowAsync(context, request, type, shape, selector, table, bookmarks, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            // Its time is over: the stream ends in order.
        }
    }

    private void CheckInitial(ApiRequest request)
    {
        if (!request.Query.ContainsKey("sendInitialEvents"))
            return;
        var options = new ResourceType("meta.k8s.io", "v1", "listoptions", "ListOptions", false);
        if (!InitialEvents)
            throw Refusal.Invalid(options, "", [Fault.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled")]);
        if (request.Query["resourceVersionMatch"] != "NotOlderThan")
            throw Refusal.Invalid(options, "", [Fault.Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]);
    }

    private async Task FollowAsync(
        HttpContext context, ApiRequest request, ResourceType type, Shape shape, Selector selector, Table table, bool bookmarks, CancellationToken token)
    {
        var position = long.TryParse(request.Query["resourceVersion"], CultureInfo.InvariantCulture, out var start) ? start : 0;
        var initial = request.Query["sendInitialEvents"] == "true";
        if (position == 0 ? request.Query["sendInitialEvents"] != "false" : initial)
        {
            var (objects, revision) = store.List(table);
            foreach (var stored in objects.Where(selector.Takes))
                await WriteAsync(context, "ADDED", Reader.Text(stored, type, shape), token);
            position = revision;
            if (initial && bookmarks)
                await WriteAsync(context, "BOOKMARK", Mark(type, shape, position, initialEnd: true), token);
        }
        else if (position == 0)
        {
            position = store.Revision;
        }

        var told = position;
        await context.Response.Body.FlushAsync(token);
        for (var opening = true; ; opening = false)
        {
            var bookmark = _bookmark.Task;
            if (store.Since(table, position, opening) is not { } since)
            {
                var expired = Refusal.Expired(string.Create(CultureInfo.InvariantCulture, $"too old resource version: {position} ({store.Compacted})"));
                await WriteAsync(context, "ERROR", Encoding.UTF8.GetBytes(expired.ToJson().ToJsonString(Json.Plain)), token);
                return;
            }

            foreach (var change in since.Changes)
            {
                if (Kind(change, selector) is not { } kind)
                    continue;
                await WriteAsync(context, kind, Reader.Text(kind == "DELETED" ? change.Left() : change.New!, type, shape), token);
                told = change.Revision;
            }

            position = Math.Max(position, since.Revision);
            if (since.Changes.Count > 0)
                await context.Response.Body.FlushAsync(token);
            if (!bookmarks)
            {
                await since.Next.WaitAsync(token);
                continue;
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            var woken = await Task.WhenAny(since.Next, bookmark, Task.Delay(BookmarkEvery, time, stop.Token));
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();

            // A bookmark says only what the client does not know: that it has missed nothing until later than what it saw last.
            if (woken == since.Next || position == told)
                continue;
            told = position;
            await WriteAsync(context, "BOOKMARK", Mark(type, shape, position), token);
            await context.Response.Body.FlushAsync(token);
        }
    }

    private static string? Kind(Change change, Selector selector) => (selector.Takes(change.Old), selector.Takes(change.New)) switch
    {
        (false, true) => "ADDED",
        (true, true) => "MODIFIED",
        (true, false) => "DELETED",
        _ => null,
    };

    private static byte[] Mark(ResourceType type, Shape shape, long revision, bool initialEnd = false)
    {
        var (kind, version) = shape == Shape.Metadata ? ("PartialObjectMetadata", "meta.k8s.io/v1") : (type.Kind, type.ApiVersion);
        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (initialEnd)
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        return Encoding.UTF8.GetBytes(new JsonObject { ["kind"] = kind, ["apiVersion"] = version, ["metadata"] = metadata }.ToJsonString());
    }

    private static async Task WriteAsync(HttpContext context, string kind, ReadOnlyMemory<byte> body, CancellationToken token)
    {
        var response = context.Response.Body;
        await response.WriteAsync(Encoding.UTF8.GetBytes($$"""{"type":"{{kind}}","object":"""), token);
        await response.WriteAsync(body, token);
        await response.WriteAsync("}\n"u8.ToArray(), token);
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The watch ended at the same moment.
        }
    }
}
