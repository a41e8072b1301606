using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Link;
using KubeStellar.Edge.Nats.Tls;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Api;

/// <summary>A client of the hub's API, for the command line.</summary>
public sealed class ApiClient : IAsyncDisposable
{
    private const int HeaderRoom = 1024;
    private static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(5);
    private readonly NatsConnection _connection;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly UserCredentials? _user;
    private readonly string? _person;
    private readonly string? _issuer;
    private readonly ConcurrentDictionary<Denial, bool> _asking = new();
    private bool _open;

    /// <summary>Makes a client; it connects at its first call.</summary>
    public ApiClient(NatsEndpoint endpoint, TimeProvider time)
    {
        _time = time;
        _user = endpoint?.User?.Invoke();
        _person = _user?.Person;
        _issuer = _person is null ? null : _user!.Issuer;
        _connection = NatsConnector.Create(
            endpoint! with { Name = "kse-cli", InboxPrefix = _person is { } person ? Subjects.UserInboxPrefix(person) : "_INBOX.KSE_CLI" }, NullLoggerFactory.Instance);
        _connection.ServerError += (_, args) =>
        {
            if (args.Error.Contains("permissions violation", StringComparison.OrdinalIgnoreCase) || LinkDenial.Is(args.Error))
            {
                foreach (var denial in _asking.Keys.Where(one => one.Concerns(args.Error)))
                {
                    denial.Set(args.Error);
                }
            }

            return ValueTask.CompletedTask;
        };
    }

    /// <summary>Who asks, for the audit; empty for nobody.</summary>
    public string Actor { get; init; } = "";

    /// <summary>Connects, and no more: whether the server takes these credentials.</summary>
    /// <param name="endpoint">Server and user.</param>
    /// <param name="time">Clock.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="ApiCallException">It does not, or cannot be reached.</exception>
    public static async Task TryAsync(NatsEndpoint endpoint, TimeProvider time, CancellationToken token)
    {
        await using var client = new ApiClient(endpoint, time);
        using var deadline = Deadline.After(TryTimeout, time, token);
        await client.OpenAsync(deadline.Token, token);
    }

    /// <summary>One request and its reply, which may carry an error of the hub.</summary>
    /// <param name="workspace">Workspace.</param>
    /// <param name="verb">One of <see cref="ApiVerbs"/>.</param>
    /// <param name="body">Bytes of the verb's record.</param>
    /// <param name="timeout">How long to wait, the connection included.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="ApiCallException">There is no answer, and why.</exception>
    public async Task<ApiReply> CallAsync(string workspace, string verb, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken token)
    {
        using var deadline = Deadline.After(timeout, _time, token);
        await OpenAsync(deadline.Token, token);
        if (_connection.ServerInfo is { MaxPayload: > 0 and var limit } && body.Length > limit - HeaderRoom)
        {
            throw new ApiCallException(ApiFailure.TooLarge, $"The request has {body.Length} bytes, more than the server's max_payload of {limit} leaves.");
        }

        // What the server denies is not answered: to wait for an answer would be to wait in vain.
        var subject = _person is { } person ? Subjects.Api(workspace, verb, person) : Subjects.Api(workspace, verb);
        using var denial = new Denial(subject, deadline.Token);
        _asking[denial] = true;
        try
        {
            var reply = await _connection.RequestAsync<ReadOnlyMemory<byte>, byte[]>(subject, body, ActorHeader.Of(Actor, _issuer), cancellationToken: denial.Token);
            return JsonSerializer.Deserialize(reply.Data ?? [], ContractsJson.Default.ApiReply)
                ?? throw new ApiCallException(ApiFailure.NoHub, "The answer is null; a hub of another version?");
        }
        catch (NatsNoRespondersException e)
        {
            throw new ApiCallException(ApiFailure.NoHub, "NATS is there, and no hub listens: is 'kse hub' running?", e);
        }
        catch (JsonException e)
        {
            throw new ApiCallException(ApiFailure.NoHub, "The answer cannot be read: a hub of another version?", e);
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw denial.Text is { } denied
                ? new ApiCallException(ApiFailure.Denied, Denied(workspace, verb, denied), e)
                : new ApiCallException(ApiFailure.TimedOut, $"No answer within {timeout.TotalSeconds:0.#} s; the hub may have taken the request.", e);
        }
        finally
        {
            _asking.TryRemove(denial, out _);
        }
    }

    /// <summary>
    /// Keys of a bucket: first every key that there is, then each one that changes. After a restart of the server all are told again, since anything may
    /// have been missed. A user with roles, who may not read buckets, is told the bucket's name whenever something in it changed. Ends only with the token.
    /// </summary>
    public IAsyncEnumerable<string> WatchBucketAsync(string bucket, CancellationToken token) => (bucket, _person) switch
    {
        // A user with roles has no right to buckets: it is told that one changed, and lists again.
        (_, { }) => new SubjectWatch(_connection, _user!.Changes, bucket, (_, body) => Encoding.UTF8.GetString(body).Split('\n').Contains(bucket) ? bucket : null, _time).ReadAsync(token),
        (Contracts.Wire.Buckets.Events, _) => new SubjectWatch(_connection, [Contracts.Wire.Buckets.EventSubjects], bucket, static (subject, _) => subject, _time).ReadAsync(token),
        _ => new BucketWatch(_connection, bucket, _time).ReadAsync(token),
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _gate.Dispose();
    }

    private string Denied(string workspace, string verb, string denied) => LinkDenial.Is(denied)
        ? $"{_connection.Opts.Url} refuses these credentials (any more): {denied}."
        : _person is null ? $"The server does not allow it: {denied}."
        : $"The user {_person.Split('_')[0]} may not '{verb}' {(workspace == Subjects.Fleet ? "for the whole fleet" : $"in the workspace {workspace}")}; {RoleVerbs.Who(verb)}.";

    private async Task OpenAsync(CancellationToken deadline, CancellationToken token)
    {
        try
        {
            await _gate.WaitAsync(deadline);
            try
            {
                if (!_open)
                {
                    await _connection.ConnectAsync().AsTask().WaitAsync(deadline);
                    _open = true;
                }
            }
            finally
            {
                _gate.Release();
            }
        }
        catch (Exception e) when (e is NatsException && LinkDenial.Is(e))
        {
            throw new ApiCallException(ApiFailure.Denied, $"{_connection.Opts.Url} refuses these credentials.", e);
        }
        catch (Exception e) when (e is NatsException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            throw new ApiCallException(ApiFailure.Unreachable, $"No connection to {_connection.Opts.Url}: {TlsFailure.Explain(e, _connection.Opts.Url) ?? e.Message}", e);
        }
    }
}
