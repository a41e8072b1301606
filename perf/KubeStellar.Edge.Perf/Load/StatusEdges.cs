using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.TestKit.Processes;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>
/// Joined edges of one hub whose statuses change when they are told to. Each follows its root, says what changed of what it holds, and has one report on
/// its way at most, as a real edge does. They share one connection, whose user may speak for any of them.
/// </summary>
internal sealed class StatusEdges : IAsyncDisposable
{
    private const string ReportAnswer = ".report";
    private const string Later = "ask again later";

    // As long as a real edge waits for an answer before it says it again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly NatsConnection _connection;
    private readonly ChangeLedger _ledger;
    private readonly string _prefix;
    private readonly int _first;
    private readonly Edge[] _edges;
    private readonly ConcurrentDictionary<Digest, ManifestRecord> _manifests = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _work = [];
    private readonly Lock _lock = new();
    private TaskCompletionSource? _quiet;
    private HashSet<int> _rooted = [];
    private TaskCompletionSource<long> _all = new();
    private int _saying;
    private string _wrong = "";
    private int _repeated;

    private StatusEdges(NatsConnection connection, ChangeLedger ledger, string prefix, int count, int first)
    {
        (_connection, _ledger, _prefix, _first) = (connection, ledger, prefix, first);
        _edges = [.. Enumerable.Range(0, count).Select(_ => new Edge())];
    }

    public int Count => _edges.Length;

    /// <summary>Starts the edges <c>prefix-0</c>..., which have joined.</summary>
    /// <param name="fleet">Their hub.</param>
    /// <param name="ledger">What is said goes there.</param>
    /// <param name="prefix">Of their ids.</param>
    /// <param name="count">How many.</param>
    /// <param name="first">The number of the first among all simulated edges.</param>
    /// <param name="token">Cancels.</param>
    public static async Task<StatusEdges> StartAsync(Fleet fleet, ChangeLedger ledger, string prefix, int count, int first, CancellationToken token)
    {
        // The client's own inbox would swallow the answers to the edges.
        var edges = new StatusEdges(await HubClient.OpenAsync(fleet, "_INBOX_bench"), ledger, prefix, count, first);
        await edges.ReadAsync(Subjects.Root("*"), edges.TakeAsync, token);
        await edges.ReadAsync("_INBOX.*" + ReportAnswer, edges.Answered, token);
        await edges._connection.PingAsync(token);
        edges._work.Add(Task.Run(edges.RepeatAsync, CancellationToken.None));
        return edges;
    }

    /// <summary>An edge of this number follows the policy and has nothing on its way: its next message, which counts as said.</summary>
    public byte[]? Next(int number, bool whole, bool timed)
    {
        var group = ChangeLedger.GroupOf(_first + number);
        lock (_lock)
        {
            var edge = _edges[number];
            if (edge.Root is null || edge.Saying || edge.Known == 0 || (timed && !_ledger.TryTime(group)))
                return null;
            if (!timed)
                _ledger.Change(group);
            edge.Changes++;
            return Body(edge, number, whole ? 0 : edge.Known);
        }
    }

    /// <summary>Bytes of what its hub keeps of an edge that follows the policy.</summary>
    public (int Report, int Partial) Kept()
    {
        lock (_lock)
            return StatusBodies.Kept(_edges.First(edge => edge.Root is not null).Root!);
    }

    /// <summary>How often something had to be said again because it was not answered.</summary>
    public int Repeated => Volatile.Read(ref _repeated);

    /// <summary>Says it.</summary>
    public ValueTask SayAsync(int number, byte[] body) => SayAsync(IdOf(number), Subjects.Report(IdOf(number)), ReportAnswer, body);

    /// <summary>The id of an edge.</summary>
    public string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{_prefix}-{number}");

    /// <summary>Completes when the hub has acknowledged everything that was said.</summary>
    public Task QuietAsync(CancellationToken token)
    {
        lock (_lock)
            return _saying == 0 ? Task.CompletedTask : (_quiet ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(token);
    }

    /// <summary>Counts anew which edges took a root up; completes with the timestamp at which all did.</summary>
    public Task<long> ArmAsync()
    {
        lock (_lock)
        {
            (_rooted, _all) = ([], new(TaskCreationOptions.RunContinuationsAsynchronously));
            return _all.Task;
        }
    }

    /// <summary>Every edge says that it is back and which root it follows.</summary>
    public async Task ReturnAsync(CancellationToken token)
    {
        for (var number = 0; number < _edges.Length; number++)
        {
            if (_edges[number].Beat is { } beat)
                await BeatAsync(beat with { Returned = true });
        }

        await _connection.PingAsync(token);
    }

    /// <summary>Fails when the hub refused anything: then nothing that was measured means anything.</summary>
    public void Check()
    {
        if (_wrong.Length > 0)
            throw new InvalidOperationException("the hub did not take what an edge said: " + _wrong);
        if (_work.FirstOrDefault(task => task.IsFaulted)?.Exception is { } error)
            throw new InvalidOperationException("simulated edges stopped", error);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _connection.DisposeAsync();
        _stop.Dispose();
    }

    // What a hub that is busy dropped on its way back is said again, whole.
    private async Task RepeatAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            for (var number = 0; number < _edges.Length; number++)
            {
                byte[]? body = null;
                lock (_lock)
                {
                    var edge = _edges[number];
                    if (edge.Saying && TimeProvider.System.GetElapsedTime(edge.SaidAt) > Patience)
                    {
                        _repeated++;
                        _saying--;
                        body = Body(edge, number, 0);
                    }
                }

                if (body is not null)
                    await SayAsync(number, body);
            }
        }
    }

    // Under the lock.
    private byte[] Body(Edge edge, int number, long known)
    {
        (edge.Saying, edge.SaidAt) = (true, TimeProvider.System.GetTimestamp());
        _saying++;
        var news = known == 0 ? null : edge.News;
        edge.News = null;
        return StatusBodies.Of(edge.Root!, ++edge.Sequence, known, ChangeLedger.GroupOf(_first + number), edge.Changes, news);
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
        var number = int.Parse(root.Edge.AsSpan(_prefix.Length + 1), CultureInfo.InvariantCulture);
        var beat = new HeartbeatMessage
        {
            Edge = root.Edge, Epoch = root.Epoch, Revision = root.Revision, RootDigest = Digest.Of(Encoding.UTF8.GetBytes(text)), Applied = true, At = TimeProvider.System.GetUtcNow(), Process = "bench", Daemon = "bench",
        };
        await BeatAsync(beat);
        if (root.Policies.Count > 0)
        {
            var entry = root.Policies.Single();
            if (Follow(number, beat, new StatusRoot(root.Edge, root.Epoch, root.Revision, entry.Policy, entry.Manifest, await ManifestAsync(entry.Manifest))) is { } body)
                await SayAsync(number, body);
        }

        Took(number);
    }

    /// <summary>What the edge says of its new root; null while something of it is on its way.</summary>
    private byte[]? Follow(int number, HeartbeatMessage beat, StatusRoot root)
    {
        lock (_lock)
        {
            var edge = _edges[number];
            var before = edge.Root;
            (edge.Root, edge.Beat) = (root, beat);
            if (edge.Saying)
            {
                edge.Again = true;
                return null;
            }

            edge.News = before is null ? null : [.. root.Manifest.Objects.Except(before.Manifest.Objects)];
            return Body(edge, number, before is null ? 0 : edge.Known);
        }
    }

    private void Took(int number)
    {
        lock (_lock)
        {
            if (_rooted.Add(number) && _rooted.Count == _edges.Length)
                _all.TrySetResult(System.Diagnostics.Stopwatch.GetTimestamp());
        }
    }

    private ValueTask BeatAsync(HeartbeatMessage beat) =>
        SayAsync(beat.Edge, Subjects.Heartbeat(beat.Edge), ".beat", JsonSerializer.SerializeToUtf8Bytes(beat, ContractsJson.Default.HeartbeatMessage));

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

    private async ValueTask Answered(NatsMsg<NatsMemoryOwner<byte>> msg)
    {
        // _INBOX.<prefix>-<number>.report
        var id = msg.Subject.AsSpan("_INBOX.".Length..^ReportAnswer.Length);
        var number = int.Parse(id[(_prefix.Length + 1)..], CultureInfo.InvariantCulture);
        var refused = msg.Headers?.TryGetValue(Headers.Error, out var error) == true ? error.ToString() : null;
        var reply = refused is null ? JsonSerializer.Deserialize(msg.Data.Span, ContractsJson.Default.ReportReply) : null;

        // A hub to which ten thousand edges tell everything at once tells some to come back, and wants all of it from one whose answer came after it was said again; real ones do both.
        var later = refused?.EndsWith(Later, StringComparison.Ordinal) == true || reply is { Refused: "", Resync.Count: 1 };
        if (!later && reply is not { Refused: "", Durable.Count: 1 })
            _wrong = $"{msg.Subject}: {refused ?? Encoding.UTF8.GetString(msg.Data.Span)}";
        byte[]? body = null;
        lock (_lock)
        {
            var edge = _edges[number];

            if (!edge.Saying)
                return;
            if (!later && reply?.Durable.Values.FirstOrDefault() < edge.Sequence)
            {
                // The answer to what was said again meanwhile: what counts is yet to be answered, and the hub is there.
                edge.SaidAt = TimeProvider.System.GetTimestamp();
                return;
            }

            (edge.Known, edge.Saying) = (edge.Sequence, false);
            _saying--;
            if (edge.Again || later)
            {
                edge.Again = false;
                body = Body(edge, number, 0);
            }

            if (_saying == 0)
            {
                _quiet?.TrySetResult();
                _quiet = null;
            }
        }

        if (body is not null)
            await SayAsync(number, body);
    }

    private ValueTask SayAsync(string id, string subject, string answer, byte[] body) =>
        _connection.PublishAsync(
            subject, body, answer == ReportAnswer ? new NatsHeaders(1) { { Headers.Seal, TreeSeal.Wanted } } : null, Subjects.EdgeInboxPrefix(id) + answer, cancellationToken: _stop.Token);

    private sealed class Edge
    {
        public StatusRoot? Root { get; set; }

        /// <summary>What it last said of itself.</summary>
        public HeartbeatMessage? Beat { get; set; }

        /// <summary>Objects that its newest root changed.</summary>
        public IReadOnlyList<ManifestEntry>? News { get; set; }

        public long Sequence { get; set; }

        /// <summary>The report that the hub has.</summary>
        public long Known { get; set; }

        public long Changes { get; set; }

        /// <summary>A report is on its way.</summary>
        public bool Saying { get; set; }

        public long SaidAt { get; set; }

        /// <summary>Another root came meanwhile.</summary>
        public bool Again { get; set; }
    }
}
