using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>
/// An edge's link. It makes its first connection itself, again and again, because a client that was refused at its first attempt ends there;
/// later ones are the client's.
/// </summary>
internal sealed partial class HubLink(IOptions<EdgeNatsOptions> options, ILoggerFactory loggers, TimeProvider time, Random random) : BackgroundService, IHubLink
{
    private const long LongestRetryAfter = 5 * 60 * 1000;
    private readonly EdgeNatsOptions _options = options.Value;
    private readonly ILogger _logger = loggers.CreateLogger<HubLink>();
    private readonly SeldomSaid _seldom = new(time);
    private readonly SignalQueue _signals = new();
    private readonly OrderGate? _orders = options.Value.Trust is { } trust ? new OrderGate(trust) : null;
    private readonly QuestionGate? _questions = options.Value.Trust is { } known ? new QuestionGate(options.Value.Edge, known) : null;
    private volatile LinkSession? _session;
    private LinkKeys? _keys;

    private LinkKeys Keys => _keys ??= new LinkKeys(_options, _signals, time, _logger);

    public bool Connected => _session?.Up ?? false;

    public IAsyncEnumerable<LinkSignal> SignalsAsync(CancellationToken token) => _signals.ReadAsync(token);

    public Task<ContentFrame> GetAsync(GetRequest request, CancellationToken token) => GetAsync(request, _options.RequestTimeout, token);

    public async Task<ContentFrame> GetAsync(GetRequest request, TimeSpan patience, CancellationToken token)
    {
        var reply = (await AskAsync(Subjects.Get(_options.Edge), Write(request, ContractsJson.Default.GetRequest), token, patience: patience)).Data ?? [];
        try
        {
            return ContentFrame.Decode(reply);
        }
        catch (ContentRefusedException e)
        {
            throw new HubUnreachableException("The hub's answer cannot be read: " + e.Message, e);
        }
    }

    public Task<ReportReply> ReportAsync(ReportMessage message, CancellationToken token) =>
        new ReportSplitter(Limit, SendReportAsync).SendAsync(message, token);

    public async Task<UpsyncReply> UpsyncAsync(UpsyncMessage message, CancellationToken token) => Read(
        await TrustedAsync(Subjects.Upsync(_options.Edge), Write(message, ContractsJson.Default.UpsyncMessage), token), ContractsJson.Default.UpsyncReply);

    public Task FactsAsync(FactsMessage message, CancellationToken token) =>
        TrustedAsync(Subjects.Facts(_options.Edge), Write(message, ContractsJson.Default.FactsMessage), token);

    public async Task<HeartbeatReply> HeartbeatAsync(HeartbeatMessage message, CancellationToken token)
    {
        var sent = Keys.Fill(message);
        var reply = await BeatAsync(sent, token);
        if (Keys.Learn(reply))
        {
            Rekey();
        }

        return reply;
    }

    /// <summary>A heartbeat, and where its answer orders something, once more for one that the hub signs.</summary>
    private async Task<HeartbeatReply> BeatAsync(HeartbeatMessage message, CancellationToken token)
    {
        if (_orders is not { } orders)
        {
            return (await BeatAsync(message, signed: false, token)).Reply;
        }

        var (reply, signed) = await BeatAsync(message, orders.First, token);
        if (!signed && !orders.First && orders.Orders(reply))
        {
            (reply, signed) = await BeatAsync(message with { Returned = null }, signed: true, token);
        }

        if (!signed)
        {
            (reply, var stripped) = orders.Unsigned(reply);
            if (stripped)
            {
                _logger.NotObeyed();
            }

            return reply;
        }

        _questions!.Heard(reply.At);
        try
        {
            return orders.Signed(reply);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.TrustNotKept(e.Message);
            return reply;
        }
    }

    private async Task<(HeartbeatReply Reply, bool Signed)> BeatAsync(HeartbeatMessage message, bool signed, CancellationToken token)
    {
        var body = Write(signed ? message with { Seal = true } : message, ContractsJson.Default.HeartbeatMessage);
        var reply = await AskAsync(Subjects.Heartbeat(_options.Edge), body, token);
        var seal = Value(reply.Headers, Headers.Seal);
        var answer = reply.Data ?? [];
        return (Read(answer, ContractsJson.Default.HeartbeatReply),
            signed && seal is not null && _options.Trust!.Signed(CommandSeal.Answer(_options.Edge, reply.Subject, answer), seal));
    }

    public Task AnswerAsync(string id, ReadOnlyMemory<byte> answer, CancellationToken token) => SendAsync(Subjects.Answer(_options.Edge, id), answer, "answer", token);

    public Task PulseAsync(CancellationToken token) => SendAsync(Subjects.Pulse(_options.Edge), default, "pulse", token);

    private async Task SendAsync(string subject, ReadOnlyMemory<byte> body, string what, CancellationToken token)
    {
        using var deadline = Deadline.After(_options.RequestTimeout, time, token);
        try
        {
            await Open().PublishAsync(subject, body, null, null, NatsRawSerializer<ReadOnlyMemory<byte>>.Default, null, deadline.Token);
        }
        catch (Exception e) when (Unreachable(e, token))
        {
            throw new HubUnreachableException($"The {what} could not be sent: {e.Message}", e);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_session is { } session)
        {
            await session.DisposeAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        var longest = _options.FirstWait;
        while (_session is null)
        {
            if (await TryOpenAsync(stoppingToken))
            {
                return;
            }

            await Task.Delay(longest * (0.5 + (random.NextDouble() / 2)), time, stoppingToken);
            longest = longest * 2 < _options.LongestWait ? longest * 2 : _options.LongestWait;
        }
    }

    private async Task<bool> TryOpenAsync(CancellationToken token)
    {
        var endpoint = Endpoint();
        var session = Session(endpoint);
        try
        {
            await session.OpenAsync(token);
            _session = session;
            session.Rise();
            return true;
        }
        catch (Exception e) when (e is NatsException or TimeoutException or OperationCanceledException or IOException && !token.IsCancellationRequested)
        {
            await session.DisposeAsync();
            if (LinkDenial.Is(e))
            {
                _seldom.Say(e.Message, _logger.Denied);
                _signals.Add(new LinkSignal(LinkSignalKind.Denied, default, "", e.Message));
            }
            else
            {
                _seldom.Say(NatsConnector.Why(e, endpoint), _logger.NotYet);
            }

            return false;
        }
    }

    private NatsEndpoint Endpoint() => _options.Endpoint! with { InboxPrefix = Subjects.EdgeInboxPrefix(_options.Edge), Refused = Refused, PingInterval = _options.PingInterval };

    private LinkSession Session(NatsEndpoint endpoint) => new(NatsConnector.Create(endpoint, new ClientLog(loggers)), _options.Edge, _signals, _questions, time, _seldom, _logger);

    // The first connection says it by its exception, later ones only by that they fail.
    private void Refused(string why)
    {
        if (_session is not null)
        {
            _seldom.Say(why, _logger.NotYet);
        }
    }

    // A record that holds the whole of it, with a partial beside it on the way, must fit; no hub takes more than 4 MiB at once.
    public int ReportBytes => Math.Min(Limit, 4 << 20) / 4 * 3;

    private int Limit => _session?.Connection.ServerInfo is { MaxPayload: > 0 and var limit } ? limit - 1024 : (1 << 20) - 1024;

    private NatsConnection Open() => _session is { Up: true } session ? session.Connection : throw new HubUnreachableException("There is no connection to the hub.");

    private async Task<ReportReply> SendReportAsync(ReadOnlyMemory<byte> message, CancellationToken token) =>
        Read(await TrustedAsync(Subjects.Report(_options.Edge), message, token), ContractsJson.Default.ReportReply);

    private async Task<byte[]> RequestAsync(string subject, ReadOnlyMemory<byte> body, CancellationToken token) => (await AskAsync(subject, body, token)).Data ?? [];

    /// <summary>
    /// The answer to what the edge forgets once it is acknowledged: signed, where the hub signs. Else whoever has rights in the account could have it forget what no hub ever had.
    /// </summary>
    private async Task<byte[]> TrustedAsync(string subject, ReadOnlyMemory<byte> body, CancellationToken token)
    {
        if (_options.Trust is not { } trust)
        {
            return await RequestAsync(subject, body, token);
        }

        var reply = await AskAsync(subject, body, token, trust);
        var answer = reply.Data ?? [];
        if (trust.SignedTogether(CommandSeal.Answer(_options.Edge, reply.Subject, answer), Value(reply.Headers, Headers.Seal)))
        {
            Require(trust);
            return answer;
        }

        if (!trust.AnswersRequired)
        {
            return answer;
        }

        _logger.NotAcknowledged();
        throw new HubUnreachableException("What the hub acknowledges is not signed by it, so it is sent again.");
    }

    private void Require(CommandTrust trust)
    {
        try
        {
            trust.RequireAnswers();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _logger.TrustNotKept(e.Message);
        }
    }

    private async Task<NatsMsg<byte[]>> AskAsync(string subject, ReadOnlyMemory<byte> body, CancellationToken token, CommandTrust? trust = null, TimeSpan? patience = null)
    {
        var connection = Open();
        using var deadline = Deadline.After((patience ?? _options.RequestTimeout) + TimeSpan.FromSeconds(body.Length / (double)_options.SlowestLink), time, token);
        try
        {
            var wanted = trust is null ? null : new NatsHeaders(1) { { Headers.Seal, TreeSeal.Wanted } };
            var reply = await connection.RequestAsync<ReadOnlyMemory<byte>, byte[]>(subject, body, wanted, cancellationToken: deadline.Token);
            return Value(reply.Headers, Headers.Error) is { } error
                ? throw new HubUnreachableException("The hub does not answer: " + error) { RetryAfter = RetryAfter(reply, error) }
                : reply;
        }
        catch (Exception e) when (Unreachable(e, token))
        {
            throw new HubUnreachableException(e is NatsNoRespondersException ? "No hub listens." : "No hub answered in time: " + e.Message, e);
        }
    }

    /// <summary>For how long the hub wants to be left alone. From a hub that signs, what is not signed is believed for a short while only: it could be anybody's, and silence this edge.</summary>
    private TimeSpan? RetryAfter(NatsMsg<byte[]> reply, string error)
    {
        if (Value(reply.Headers, Headers.RetryAfter) is not { } text || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var told))
        {
            return null;
        }

        var wait = TimeSpan.FromMilliseconds(Math.Min(told, LongestRetryAfter));
        return wait > OrderGate.LongestPace && _options.Trust is { AnswersRequired: true } trust
            && !trust.SignedTogether(CommandSeal.Refusal(_options.Edge, reply.Subject, text, error), Value(reply.Headers, Headers.Seal))
            ? OrderGate.LongestPace
            : wait;
    }

    private static string? Value(NatsHeaders? headers, string name) => headers is not null && headers.TryGetLastValue(name, out var value) ? value : null;

    private static bool Unreachable(Exception e, CancellationToken token) =>
        e is NatsException or ObjectDisposedException || (e is OperationCanceledException && !token.IsCancellationRequested);

    private static byte[] Write<T>(T record, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(record, type);

    private static T Read<T>(byte[] reply, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return WireJson.Read(reply, type) ?? throw new HubUnreachableException("The hub's answer is null.");
        }
        catch (JsonException e)
        {
            throw new HubUnreachableException("The hub's answer cannot be read: " + e.Message, e);
        }
    }
}
