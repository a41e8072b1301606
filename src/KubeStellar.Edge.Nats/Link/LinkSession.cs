using System.Buffers;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Nats.Connection;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>
/// One connection of an edge: subscribed before it counts as connected, so that no root falls between. From its first connection on, the client
/// keeps it for ever.
/// </summary>
internal sealed class LinkSession : IAsyncDisposable
{
    private static readonly TimeSpan SubscribeTimeout = TimeSpan.FromSeconds(30);
    private readonly NatsConnection _connection;
    private readonly string _edge;
    private readonly SignalQueue _signals;
    private readonly QuestionGate? _questions;
    private readonly TimeProvider _time;
    private readonly SeldomSaid _seldom;
    private readonly ILogger _logger;
    private readonly InlineSubscription _root;
    private readonly InlineSubscription _asks;
    private volatile bool _retired;
    private int _up;

    public LinkSession(NatsConnection connection, string edge, SignalQueue signals, QuestionGate? questions, TimeProvider time, SeldomSaid seldom, ILogger logger)
    {
        (_connection, _edge, _signals, _questions, _time, _seldom, _logger) = (connection, edge, signals, questions, time, seldom, logger);
        _root = new InlineSubscription(connection, Subjects.Root(edge), null, OnRoot);
        _asks = new InlineSubscription(connection, Subjects.Ask(edge, "*"), null, OnAsk);
    }

    public NatsConnection Connection => _connection;

    public bool Up => Volatile.Read(ref _up) == 1 && _connection.ConnectionState == NatsConnectionState.Open;

    /// <summary>Connects once and subscribes; <see cref="Rise"/> is the caller's, as soon as requests go this way.</summary>
    public async Task OpenAsync(CancellationToken token)
    {
        await _connection.ConnectAsync().AsTask().WaitAsync(SubscribeTimeout, _time, token);
        using var deadline = Deadline.After(SubscribeTimeout, _time, token);
        await _connection.AddSubAsync(_root, deadline.Token);
        await _connection.AddSubAsync(_asks, deadline.Token);
        await _connection.PingAsync(deadline.Token);
        _connection.ConnectionDisconnected += OnDisconnectedAsync;
        _connection.ConnectionOpened += OnOpenedAsync;
        _connection.ServerError += OnServerErrorAsync;
        _connection.ReconnectFailed += OnReconnectFailedAsync;
    }

    /// <summary>Ends a connection in whose place there is another: nothing more is said of it.</summary>
    public async ValueTask RetireAsync()
    {
        _retired = true;
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        GC.KeepAlive(_root);
        GC.KeepAlive(_asks);
    }

    /// <summary>The connection stands, and whoever hears that finds it.</summary>
    public void Rise()
    {
        if (_retired)
        {
            return;
        }

        Volatile.Write(ref _up, 1);
        _seldom.Forget();
        _logger.Connected(_edge);
        _signals.Add(new LinkSignal(LinkSignalKind.Connected, default, "", ""));
    }

    private async ValueTask OnOpenedAsync(object? sender, NatsEventArgs args)
    {
        // A link that is slow or pauses may take longer than one ping is waited for: as long as the connection stands it is asked again.
        while (!_retired && _connection.ConnectionState == NatsConnectionState.Open)
        {
            try
            {
                // The client has sent the subscriptions again; the answer to a ping says that the server has them.
                using var deadline = Deadline.After(SubscribeTimeout, _time, CancellationToken.None);
                await _connection.PingAsync(deadline.Token);
                Rise();
                return;
            }
            catch (Exception e) when (e is NatsException or OperationCanceledException or ObjectDisposedException)
            {
                _seldom.Say(e.Message, _logger.NotYet);
            }
        }
    }

    private ValueTask OnDisconnectedAsync(object? sender, NatsEventArgs args)
    {
        if (Interlocked.Exchange(ref _up, 0) == 1 && !_retired)
        {
            _logger.Lost(args.Message);
            _signals.Add(new LinkSignal(LinkSignalKind.Disconnected, default, "", args.Message));
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask OnReconnectFailedAsync(object? sender, NatsEventArgs args)
    {
        _seldom.Say(args.Message, _logger.NotYet);
        return ValueTask.CompletedTask;
    }

    private ValueTask OnServerErrorAsync(object? sender, NatsServerErrorEventArgs args)
    {
        if (_retired)
        {
            return ValueTask.CompletedTask;
        }

        if (LinkDenial.Is(args.Error))
        {
            _seldom.Say(args.Error, _logger.Denied);
            _signals.Add(new LinkSignal(LinkSignalKind.Denied, default, "", args.Error));
        }
        else
        {
            _logger.ServerSays(args.Error);
        }

        return ValueTask.CompletedTask;
    }

    private void OnRoot(string subject, string? reply, in ReadOnlySequence<byte> body) =>
        _signals.Add(new LinkSignal(LinkSignalKind.Root, body.ToArray(), "", ""));

    /// <summary>The id of a question is its reply subject's last token: <c>kse.up.&lt;edge&gt;.answer.&lt;id&gt;</c> is where the answer goes, whatever the question names.</summary>
    private void OnAsk(string subject, string? reply, in ReadOnlySequence<byte> body)
    {
        if (subject.EndsWith("." + Subjects.AskBeat, StringComparison.Ordinal))
        {
            _signals.Add(new LinkSignal(LinkSignalKind.Beat, default, "", ""));
            return;
        }

        var prefix = Subjects.Answer(_edge, "");
        if (reply is not null && reply.StartsWith(prefix, StringComparison.Ordinal))
        {
            var (id, what, question) = (reply[prefix.Length..], subject[(subject.LastIndexOf('.') + 1)..], body.ToArray());
            if (_questions?.Refuse(what, id, question, _asks.Header(Headers.Seal)) is { } why)
            {
                _logger.NotAsked(what, why);
                return;
            }

            _signals.Add(new LinkSignal(LinkSignalKind.Ask, question, id, what));
        }
    }
}
