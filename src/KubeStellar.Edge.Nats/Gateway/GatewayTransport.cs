using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Tls;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>
/// Takes the requests of edges and joiners. It checks what the server cannot (the reply subject, sizes, rates), and
/// answers. The connection is never made to wait: what has no room is refused at once.
/// </summary>
internal sealed class GatewayTransport(
    HubConnection hub,
    IGatewayHandler handler,
    IOptions<GatewayTransportOptions> options,
    TimeProvider time,
    ILogger<GatewayTransport> logger,
    CaTeller? ca = null,
    ClientIssuer? issuer = null,
    IRootSigner? signer = null,
    IFloodWatch? floods = null) : BackgroundService
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(5);
    private static readonly Dictionary<string, VerbLimit> NoVerbs = [];
    private readonly GatewayTransportOptions _options = options.Value;
    private readonly ConcurrentDictionary<string, AskerLane> _edges = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, AskerLane> _joiners = new(StringComparer.Ordinal);
    private readonly AnswerSealer? _sealer = signer is null ? null : new AnswerSealer(signer);
    private readonly SharedRate _joins = new(options.Value.AllJoinsPerSecond, options.Value.AllJoinsBurst, time);
    private readonly GatewayCalls _calls = new(handler, ca, issuer);
    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);
    private readonly SemaphoreSlim _reports = new(options.Value.ReportConcurrency);
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NatsConnection? _connection;
    private InlineSubscription? _up;
    private CancellationToken _stopping;
    private long _swept = time.GetTimestamp();
    private long _foreign;

    /// <summary>Completes when the server has the subscriptions.</summary>
    public Task Serving => _serving.Task;

    /// <summary>Requests that were dropped because their reply subject belonged to another.</summary>
    public long ForeignReplies => Interlocked.Read(ref _foreign);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        return hub.ServeAsync(connection => ListenAsync(connection, stoppingToken), logger.NotSubscribed, stoppingToken);
    }

    private async Task ListenAsync(NatsConnection connection, CancellationToken stoppingToken)
    {
        _connection = connection;
        await using var up = _up = new InlineSubscription(connection, Subjects.AllUp, hub.Group, OnUp);
        await using var joins = new InlineSubscription(connection, Subjects.AllJoins, hub.Group, OnJoin);
        await using var strays = new InlineSubscription(connection, Subjects.AllElse, hub.Group, OnStray);
        await connection.AddSubAsync(up, stoppingToken);
        await connection.AddSubAsync(strays, stoppingToken);
        await connection.AddSubAsync(joins, stoppingToken);
        await connection.PingAsync(stoppingToken);
        logger.Serving();
        _serving.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void OnUp(string subject, string? reply, in ReadOnlySequence<byte> body)
    {
        // kse.up.<edge>.<verb>, by the subscription.
        var rest = subject.AsSpan("kse.up.".Length);
        var dot = rest.IndexOf('.');
        if (LaneOf(rest[..dot]) is not { } lane)
        {
            logger.NoSubject(subject);
            return;
        }

        var verb = GatewayVerbs.Of(rest[(dot + 1)..]) ?? "";
        Take(lane, verb, "_INBOX.", reply, body, verb is GatewayVerbs.Report or GatewayVerbs.Upsync ? _options.MaxReportBytes : _options.MaxRequestBytes);
        Sweep();
    }

    /// <summary>Answers are heard by whoever asked, and other subjects by nobody; here they are counted only, because the server carries them all the same.</summary>
    private void OnStray(string subject, string? reply, in ReadOnlySequence<byte> body)
    {
        var rest = subject.AsSpan("kse.up.".Length);
        if (LaneOf(rest[..rest.IndexOf('.')]) is { } lane && lane.Floods(body.Length, _options, time))
        {
            floods?.Flooding(lane.Asker);
        }
    }

    private AskerLane? LaneOf(ReadOnlySpan<char> edge)
    {
        if (_edges.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(edge, out var lane))
        {
            return lane;
        }

        var id = edge.ToString();
        return Names.IsDnsLabel(id) ? _edges.GetOrAdd(id, new AskerLane(id, Rates(_options.RatePerSecond, _options.Burst, _options.Verbs), _options.QueuePerEdge)) : null;
    }

    private void OnJoin(string subject, string? reply, in ReadOnlySequence<byte> body)
    {
        var id = subject["kse.join.".Length..];
        var lane = _joiners.GetOrAdd(
            id, key => new AskerLane(key, Rates(_options.JoinRatePerSecond, _options.JoinBurst, NoVerbs), _options.QueuePerToken));
        Take(lane, GatewayVerbs.Join, "_INBOX_join_", reply, body, _options.MaxRequestBytes, _joins);
    }

    private void Take(AskerLane lane, string verb, string inbox, string? reply, in ReadOnlySequence<byte> body, int limit, SharedRate? shared = null)
    {
        // First what costs least: who floods is not to be read, nor checked, nor answered.
        var (verdict, retryAfter) = lane.Admit(verb, body.Length, time);
        if (verdict == AskerVerdict.Taken && shared?.Take() is { Ticks: > 0 } busy)
        {
            (verdict, retryAfter) = (AskerVerdict.TooFast, busy);
        }

        if (verdict is not AskerVerdict.Taken)
        {
            if (lane.Tell(_options.TellFloods, time) is { } count)
            {
                logger.TooFast(lane.Asker, verb, count);
            }

            if (verdict == AskerVerdict.Muted)
            {
                // Of a token many devices may be the bearers.
                if (shared is null && lane.Floods(body.Length, _options, time))
                {
                    floods?.Flooding(lane.Asker);
                }

                return;
            }
        }

        if (verb == GatewayVerbs.Pulse)
        {
            // Nobody waits for an answer: what is too much is dropped.
            if (verdict == AskerVerdict.Taken && lane.Enqueue(new GatewayRequest(verb, lane.Asker, "", [])))
            {
                _ = Task.Run(() => RunAsync(lane), CancellationToken.None);
            }

            return;
        }

        // The server lets an edge name any reply subject; answering there would publish with the hub's rights.
        if (!Owns(lane.Asker, inbox, reply))
        {
            var dropped = Interlocked.Increment(ref _foreign);
            if (lane.MayLog(time))
            {
                logger.ForeignReply(lane.Asker, dropped);
            }

            return;
        }

        var seal = _sealer is not null && shared is null && _up!.Header(Headers.Seal) == TreeSeal.Wanted;
        var refused = verdict switch
        {
            AskerVerdict.TooFast => "too many requests; ask again later",
            AskerVerdict.Full => "earlier requests are still being handled; ask again later",
            _ when verb.Length == 0 => "there is no such request",
            _ when body.Length > limit => $"the request has {body.Length} bytes, and {limit} are allowed",
            _ => null,
        };
        if (refused is not null)
        {
            if (verdict == AskerVerdict.Taken && lane.MayLog(time))
            {
                logger.Refused(verb, lane.Asker, refused);
            }

            _ = ReplyAsync(new GatewayRequest(verb, lane.Asker, reply!, [], seal), new([]), refused, retryAfter);
        }
        else if (lane.Enqueue(new GatewayRequest(verb, lane.Asker, reply!, body.ToArray(), seal)))
        {
            _ = Task.Run(() => RunAsync(lane), CancellationToken.None);
        }
    }

    private AskerRates Rates(double perSecond, int burst, IReadOnlyDictionary<string, VerbLimit> verbs) =>
        new(perSecond, burst, verbs, _options.Disobedience, _options.Silence, time);

    private static bool Owns(ReadOnlySpan<char> asker, ReadOnlySpan<char> inbox, ReadOnlySpan<char> reply) =>
        reply.StartsWith(inbox) && reply[inbox.Length..].StartsWith(asker)
        && reply.Length > inbox.Length + asker.Length + 1 && reply[inbox.Length + asker.Length] == '.';

    private async Task RunAsync(AskerLane lane)
    {
        while (lane.TryNext(out var request))
        {
            if (_stopping.IsCancellationRequested)
            {
                continue;
            }

            var slots = request.Verb == GatewayVerbs.Report ? _reports : _slots;
            await slots.WaitAsync(CancellationToken.None);
            try
            {
                await (request.Verb == GatewayVerbs.Pulse ? PulseAsync(request.Asker) : HandleAsync(lane, request));
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private async Task HandleAsync(AskerLane lane, GatewayRequest request)
    {
        GatewayAnswer answer = new([]);
        string? refused = null;
        using var deadline = Deadline.After(_options.HandlerTimeout, time, _stopping);
        try
        {
            answer = await _calls.CallAsync(request, deadline.Token);
            if (_connection?.ServerInfo is { MaxPayload: > 0 and var limit } && answer.Body.Length > limit)
            {
                refused = "the answer is larger than the server takes";
                logger.Refused(request.Verb, request.Asker, refused);
                answer = new([]);
            }
        }
        catch (GatewayRefusedException e)
        {
            refused = e.Message;
            if (lane.MayLog(time))
            {
                logger.Refused(request.Verb, request.Asker, e.Message);
            }
        }
        catch (EdgeHeldException e)
        {
            refused = e.Message;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            // One edge's request must not end the daemon; what failed is in the log, not in the answer.
            refused = "the hub could not handle the request; ask again later";
            if (lane.MayLog(time))
            {
                logger.Failed(e, request.Verb, request.Asker);
            }
        }

        await ReplyAsync(request, answer, refused);
    }

    private async Task PulseAsync(string edge)
    {
        using var deadline = Deadline.After(SendTimeout, time, _stopping);
        try
        {
            if (_calls.WantsWhole(edge))
            {
                await _connection!.PublishAsync(Subjects.Ask(edge, Subjects.AskBeat), cancellationToken: deadline.Token);
            }
        }
        catch (Exception e)
        {
            // One edge's pulse must not end the daemon; its next whole heartbeat comes all the same.
            logger.NotSent(e, GatewayVerbs.Pulse, edge);
        }
    }

    private async Task ReplyAsync(GatewayRequest request, GatewayAnswer answer, string? refused, TimeSpan retryAfter = default)
    {
        using var deadline = Deadline.After(SendTimeout, time, _stopping);
        try
        {
            var headers = await HeadersAsync(request, answer, refused, retryAfter);
            await _connection!.PublishAsync(request.Reply, answer.Body, headers, null, NatsRawSerializer<byte[]>.Default, null, deadline.Token);
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException)
        {
            logger.NotSent(e, request.Verb, request.Asker);
        }
    }

    private async Task<NatsHeaders?> HeadersAsync(GatewayRequest request, GatewayAnswer answer, string? refused, TimeSpan retryAfter)
    {
        var headers = new NatsHeaders(3);
        var wait = retryAfter > TimeSpan.Zero ? ((long)Math.Ceiling(retryAfter.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture) : "";
        if (refused is not null)
        {
            headers.Add(Headers.Error, refused);
        }

        if (wait.Length > 0)
        {
            headers.Add(Headers.RetryAfter, wait);
        }

        if (request.Seal && _sealer is { } sealer)
        {
            headers.Add(Headers.Seal, await sealer.SealAsync(refused is null
                ? CommandSeal.Answer(request.Asker, request.Reply, answer.Body) : CommandSeal.Refusal(request.Asker, request.Reply, wait, refused)));
        }
        else if (answer.Signed && refused is null && signer is not null)
        {
            headers.Add(Headers.Seal, Convert.ToBase64String(signer.Sign(CommandSeal.Answer(request.Asker, request.Reply, answer.Body))));
        }

        return headers.Count > 0 ? headers : null;
    }

    /// <summary>Forgets who has been silent for long, so that ids that come and go do not gather.</summary>
    private void Sweep()
    {
        var now = time.GetTimestamp();
        var last = Interlocked.Read(ref _swept);
        if (time.GetElapsedTime(last, now) < _options.ForgetAfter || Interlocked.CompareExchange(ref _swept, now, last) != last)
        {
            return;
        }

        foreach (var lanes in (ConcurrentDictionary<string, AskerLane>[])[_edges, _joiners])
        {
            foreach (var (id, lane) in lanes)
            {
                if (lane.Idle && time.GetElapsedTime(lane.LastHeard, now) > _options.ForgetAfter)
                {
                    lanes.TryRemove(id, out _);
                }
            }
        }
    }
}
