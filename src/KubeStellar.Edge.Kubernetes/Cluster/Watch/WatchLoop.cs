using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Cluster.Watch;

/// <summary>
/// Lists and watches the objects of one kind that carry our label, in one namespace or in all, for as long as it is let. It resumes where it was; what it missed
/// is listed anew. A list that fails half way counts for nothing: missing is not empty.
/// </summary>
internal sealed partial class WatchLoop(KindInfo kind, bool full, string space, string selector, ApiClient client, IWatchSink sink, ClusterTimes times, Random random, TimeProvider time, ILogger log)
{
    private const int Gone = 410;

    private volatile bool _synced;
    private string _newest = "";
    private long _contact;
    private int _failures;
    private volatile ApiReply? _fault;

    /// <summary>Whether what it told is how things are.</summary>
    internal bool Ready => _synced && time.GetElapsedTime(Interlocked.Read(ref _contact)) < times.Trusted;

    /// <summary>The reply that keeps it from being ready; null when there is none.</summary>
    internal ApiReply? Fault => _fault;

    internal async Task RunAsync(CancellationToken token)
    {
        string? version = null;
        while (!token.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            var listing = version is null;
            (version, var fault) = version is null ? await ListAsync(token) : await WatchAsync(version, token);
            if (fault is null && (listing || time.GetElapsedTime(began) > times.Pauses.First))
            {
                _fault = null;
                _failures = listing ? _failures : 0;
                continue;
            }

            // A watch that the server ends at once, again and again, is a failure too.
            await PauseAsync(fault, token);
        }
    }

    private async Task PauseAsync(ApiReply? fault, CancellationToken token)
    {
        _failures++;
        if (fault is not null)
        {
            if (_failures == 1)
            {
                LogFailed(kind.ApiVersion, kind.Kind, space, fault.Code, fault.Why);
            }

            _fault = fault;
            if (fault.Code is 403 or 404 or 405)
            {
                _synced = false;
            }

            sink.Changed();
        }

        var pause = (fault?.Code is 403 or 405 ? times.Forbidden : times.Pauses).After(_failures, random);
        await Task.Delay(fault?.RetryAfter is { } asked && asked > pause ? asked : pause, time, token);
    }

    private async Task<(string? Version, ApiReply? Fault)> ListAsync(CancellationToken token)
    {
        var entries = new List<LiveEntry>();
        var next = "";
        while (true)
        {
            var path = $"{kind.List(space)}?{selector}&{ListPage.Query(times.Page, next)}";
            var reply = await client.SendAsync(ApiRequest.Get(path, full ? "application/json" : ApiRequest.MetadataList) with { Patience = 2 }, token);
            if (!reply.Ok)
            {
                return (null, reply);
            }

            using var json = reply.Json();
            if (ListPage.Of(json) is not { } list)
            {
                return (null, ApiReply.None("the list is no list"));
            }

            entries.AddRange(list.Items.Select(item => LiveReader.Read(item, full, kind.ApiVersion, kind.Kind)).OfType<LiveEntry>());
            next = list.Next;
            if (next.Length == 0)
            {
                // A version from before says that the server was restored: what it told since never happened.
                var version = list.Version;
                if (ResourceVersions.IsOlder(version, _newest))
                {
                    sink.Restored(space);
                }

                sink.Listed(space, entries, version);
                _newest = version;
                Touch();
                _synced = true;
                sink.Changed();
                return (version, null);
            }
        }
    }

    /// <summary>Watches from a version on; the version to go on from, null to list anew.</summary>
    private async Task<(string? Version, ApiReply? Fault)> WatchAsync(string version, CancellationToken token)
    {
        var round = (int)(times.Round.TotalSeconds * (1 + random.NextDouble()));
        var path = $"{kind.List(space)}?watch=1&allowWatchBookmarks=true&timeoutSeconds={Math.Max(1, round)}&resourceVersion={Uri.EscapeDataString(version)}&{selector}";
        var (reply, open) = await client.StreamAsync(ApiRequest.Get(path, full ? "application/json" : ApiRequest.Metadata), token);
        using (open)
        {
            if (open is null)
            {
                return reply.Code switch { Gone => (null, null), 403 or 404 or 405 => (null, reply), _ => (version, reply) };
            }

            Touch();
            var back = _fault is { Code: 0 or >= 500 };
            _fault = null;
            sink.Changed();
            if (back)
            {
                sink.Back();
            }

            var reader = PipeReader.Create(await open.Content.ReadAsStreamAsync(token));
            try
            {
                return await ReadAsync(reader, version, token);
            }
            finally
            {
                await reader.CompleteAsync();
            }
        }
    }

    private async Task<(string? Version, ApiReply? Fault)> ReadAsync(PipeReader reader, string version, CancellationToken token)
    {
        var told = false;
        while (true)
        {
            ReadResult read;
            using var silent = new CancellationTokenSource(times.Silent, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(token, silent.Token);
            try
            {
                read = await reader.ReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                // A server that knows no such version yet, restored from a backup, says nothing at all until it does.
                LogSilent(kind.ApiVersion, kind.Kind);
                return (told ? version : null, null);
            }
            catch (Exception error) when (TransportFaults.Is(error))
            {
                return (version, ApiReply.None(error.Message));
            }

            Touch();
            var buffer = read.Buffer;
            while (Line(ref buffer, out var line))
            {
                if (!TryTake(line, ref version!))
                {
                    return (null, null);
                }

                (told, _newest) = (true, version);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return (told ? version : null, null);
            }
        }
    }

    /// <summary>Takes one event; false when all must be listed anew.</summary>
    private bool TryTake(ReadOnlySequence<byte> line, ref string version)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 512 });
        }
        catch (JsonException)
        {
            LogExpired(kind.ApiVersion, kind.Kind, "a line that is no JSON");
            return false;
        }

        using (json)
        {
            var (type, item) = (json.RootElement.Text("type"), json.RootElement.Member("object"));
            if (type.Length == 0 || item.ValueKind is not JsonValueKind.Object || type == "ERROR")
            {
                LogExpired(kind.ApiVersion, kind.Kind, type == "ERROR" && item.ValueKind is JsonValueKind.Object ? item.Text("message") : "no object");
                return false;
            }

            var at = item.Text("metadata", "resourceVersion");
            if (type != "BOOKMARK" && LiveReader.Read(item, full, kind.ApiVersion, kind.Kind) is { } entry)
            {
                if (type == "DELETED")
                {
                    sink.Left(entry);
                }
                else
                {
                    sink.Seen(entry);
                }
            }

            version = at.Length > 0 ? at : version;
            return true;
        }
    }

    private void Touch() => Interlocked.Exchange(ref _contact, time.GetTimestamp());

    private static bool Line(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    [LoggerMessage(6120, LogLevel.Warning, "{ApiVersion} {Kind} {Space} cannot be watched for now: {Code} {Reason}")]
    private partial void LogFailed(string apiVersion, string kind, string space, int code, string reason);

    [LoggerMessage(6121, LogLevel.Information, "The watch of {ApiVersion} {Kind} was silent for too long and is opened anew")]
    private partial void LogSilent(string apiVersion, string kind);

    [LoggerMessage(6122, LogLevel.Information, "The watch of {ApiVersion} {Kind} lost its place, and all is listed anew: {Reason}")]
    private partial void LogExpired(string apiVersion, string kind, string reason);
}
