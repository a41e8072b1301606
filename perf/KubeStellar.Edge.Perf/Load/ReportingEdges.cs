using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>
/// Joined edges that take every root up at once: each reports all that its manifests name as applied and current, and then beats with the new root, as a
/// real edge does. They share one connection, whose user may speak for any of them; a content is fetched once for all.
/// </summary>
internal sealed class ReportingEdges : IAsyncDisposable
{
    private const string ReportAnswer = ".report";
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private readonly NatsConnection _connection;
    private readonly string _prefix;
    private readonly (long Epoch, long Revision, Digest Digest)[] _roots;
    private readonly long[] _sequences;
    private readonly ConcurrentDictionary<Digest, ManifestRecord> _manifests = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _work = [];
    private readonly Lock _lock = new();
    private HashSet<int> _rooted = [];
    private TaskCompletionSource _all = new();
    private string _refused = "";

    private ReportingEdges(NatsConnection connection, string prefix, int count)
    {
        (_connection, _prefix) = (connection, prefix);
        (_roots, _sequences) = (new (long, long, Digest)[count], new long[count]);
    }

    /// <summary>Starts the edges <c>prefix-0</c>...; they are in reach when this returns.</summary>
    public static async Task<ReportingEdges> StartAsync(Fleet fleet, string prefix, int count, CancellationToken token)
    {
        // The client's own inbox would swallow the answers to the edges.
        var edges = new ReportingEdges(await HubClient.OpenAsync(fleet, "_INBOX_bench"), prefix, count);
        await edges.ReadAsync(Subjects.Root("*"), edges.TakeAsync, token);
        await edges.ReadAsync("_INBOX.*.*", edges.Answered, token);
        await edges._connection.PingAsync(token);
        for (var edge = 0; edge < count; edge++)
            await edges.BeatAsync(edge);
        await edges._connection.PingAsync(token);
        edges._work.Add(Task.Run(edges.BeatAllAsync, CancellationToken.None));
        return edges;
    }

    /// <summary>Counts anew which edges got a root; the task completes when all did.</summary>
    public Task ArmAsync()
    {
        lock (_lock)
        {
            (_rooted, _all) = ([], new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return _all.Task;
        }
    }

    /// <summary>How many edges got a root since it was armed.</summary>
    public int Rooted
    {
        get
        {
            lock (_lock)
                return _rooted.Count;
        }
    }

    /// <summary>Fails when the hub refused anything that an edge said: then nothing that was measured means anything.</summary>
    public void Check()
    {
        if (_refused.Length > 0)
            throw new InvalidOperationException("the hub refused an edge: " + _refused);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _connection.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ReadAsync(string subject, Func<NatsMsg<NatsMemoryOwner<byte>>, ValueTask> take, CancellationToken token)
    {
        var sub = await _connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(subject, opts: new NatsSubOpts { ChannelOpts = new NatsSubChannelOpts { Capacity = 200_000 } }, cancellationToken: token);
        _work.Add(Task.Run(async () =>
        {
            await using (sub)
            {
                await foreach (var msg in sub.Msgs.ReadAllAsync(_stop.Token))
                {
                    using (msg.Data)
                        await take(msg);
                }
            }
        }, CancellationToken.None));
    }

    private async ValueTask TakeAsync(NatsMsg<NatsMemoryOwner<byte>> msg)
    {
        var text = JsonSerializer.Deserialize(msg.Data.Span, ContractsJson.Default.SignedRoot)!.Root.GetRawText();
        var root = JsonSerializer.Deserialize(text, ContractsJson.Default.RootRecord)!;
        var edge = int.Parse(root.Edge.AsSpan(_prefix.Length + 1), CultureInfo.InvariantCulture);
        _roots[edge] = (root.Epoch, root.Revision, Digest.Of(System.Text.Encoding.UTF8.GetBytes(text)));
        var reports = new List<ReportDelta>();
        foreach (var entry in root.Policies)
        {
            var objects = (await ManifestAsync(entry.Manifest)).Objects.ToDictionary(one => one.Key.ToString(), one => new ReportObject { Content = one.Content, Applied = true, ObservedAfterApply = true, Health = Health.Current });
            reports.Add(new ReportDelta
            {
                Report = new ReportRecord
                {
                    Edge = root.Edge,
                    Policy = entry.Policy,
                    Manifest = entry.Manifest,
                    Epoch = root.Epoch,
                    Revision = root.Revision,
                    Sequence = ++_sequences[edge],
                    Objects = new SortedDictionary<string, ReportObject>(objects, StringComparer.Ordinal),
                },
            });
        }

        await SayAsync(Subjects.Report(root.Edge), Subjects.EdgeInboxPrefix(root.Edge) + ReportAnswer, JsonSerializer.SerializeToUtf8Bytes(new ReportMessage { Edge = root.Edge, Reports = reports }, ContractsJson.Default.ReportMessage));
        await BeatAsync(edge);
        lock (_lock)
        {
            if (_rooted.Add(edge) && _rooted.Count == _roots.Length)
                _all.TrySetResult();
        }
    }

    private async Task<ManifestRecord> ManifestAsync(Digest digest)
    {
        if (!_manifests.TryGetValue(digest, out var manifest))
        {
            var stored = await _connection.RequestAsync<string, byte[]>($"$JS.API.DIRECT.GET.{Buckets.StreamOf(Buckets.Content)}.{Buckets.SubjectOf(Buckets.Content, digest.ToString())}", "", cancellationToken: _stop.Token);
            var content = ContentEncoding.Decode(digest, stored.Data, _ => throw new InvalidOperationException("the manifest of this benchmark is one chunk"));
            _manifests[digest] = manifest = JsonSerializer.Deserialize(content, ContractsJson.Default.ManifestRecord)!;
        }

        return manifest;
    }

    private ValueTask Answered(NatsMsg<NatsMemoryOwner<byte>> msg)
    {
        if (msg.Headers?.TryGetValue(Headers.Error, out var error) == true)
            _refused = $"{msg.Subject}: {error}";
        else if (msg.Subject.EndsWith(ReportAnswer, StringComparison.Ordinal) && JsonSerializer.Deserialize(msg.Data.Span, ContractsJson.Default.ReportReply) is { Refused.Length: > 0 } reply)
            _refused = $"{msg.Subject}: {reply.Refused}";
        return ValueTask.CompletedTask;
    }

    // So often that none misses a beat at the hub's default period, and never all at once.
    private async Task BeatAllAsync()
    {
        using var timer = new PeriodicTimer(Slice, TimeProvider.System);
        var slices = (int)(Round / Slice);
        for (var slice = 0; await timer.WaitForNextTickAsync(_stop.Token); slice = (slice + 1) % slices)
        {
            for (var edge = slice; edge < _roots.Length; edge += slices)
                await BeatAsync(edge);
        }
    }

    private ValueTask BeatAsync(int edge)
    {
        var (id, (epoch, revision, digest)) = (string.Create(CultureInfo.InvariantCulture, $"{_prefix}-{edge}"), _roots[edge]);
        var message = new HeartbeatMessage { Edge = id, Epoch = epoch, Revision = revision, RootDigest = digest, Applied = true, At = TimeProvider.System.GetUtcNow(), Process = "bench", Daemon = "bench" };
        return SayAsync(Subjects.Heartbeat(id), Subjects.EdgeInboxPrefix(id) + ".beat", JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.HeartbeatMessage));
    }

    // As an edge does: what it forgets once it is acknowledged is acknowledged under a signature.
    private ValueTask SayAsync(string subject, string inbox, byte[] body) => _connection.PublishAsync(
        subject, body, subject.EndsWith(".report", StringComparison.Ordinal) ? new NatsHeaders(1) { { Headers.Seal, TreeSeal.Wanted } } : null, inbox, cancellationToken: _stop.Token);
}
