using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Server;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Inputs;

/// <summary>
/// Inputs of gates from NATS, over the hub's connection: the reply to a request, and the newest value of a key. A key is read by a direct get, as buckets are made for
/// (https://docs.nats.io/reference/reference-protocols/nats_api_reference), or from the stream's leader where a bucket allows none.
/// </summary>
internal sealed class NatsInputs(HubConnection hub, TimeProvider time) : IGateInputs
{
    private const int StreamNotFound = 10059;
    private const int NoMessage = 10037;

    public IReadOnlyCollection<InputKind> Kinds { get; } = [InputKind.Request, InputKind.KeyValue];

    public async Task<InputValue> FetchAsync(string workspace, InputRule rule, CancellationToken token)
    {
        if (InputNames.Explain(rule) is { } refused)
        {
            return Failed(refused);
        }

        using var deadline = Deadline.After(rule.Timeout, time, token);
        NatsConnection? connection = null;
        try
        {
            connection = await hub.OpenAsync(deadline.Token);
            return rule.Kind == InputKind.Request ? await AskAsync(connection, rule, deadline.Token) : await GetAsync(connection, rule, deadline.Token);
        }
        catch (NatsNoRespondersException)
        {
            return Failed(rule.Kind == InputKind.Request ? $"nobody answers '{rule.Source}'" : "the server has no JetStream");
        }
        catch (Exception e) when (e is BucketUnavailableException or ServerException)
        {
            return Failed(e.Message);
        }
        catch (Exception e) when (e is NatsException or TimeoutException || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            return Failed(connection is { ConnectionState: NatsConnectionState.Open }
                ? $"no answer of {(rule.Kind == InputKind.Request ? $"'{rule.Source}'" : $"the bucket '{rule.Source}'")} within {rule.Timeout.TotalSeconds:0.###} s"
                : "the hub has no connection to NATS");
        }
    }

    private async Task<InputValue> AskAsync(NatsConnection connection, InputRule rule, CancellationToken token)
    {
        var body = rule.Body is { ValueKind: not JsonValueKind.Undefined } data ? JsonMarshal.GetRawUtf8Value(data).ToArray() : [];
        var reply = await connection.RequestAsync<ReadOnlyMemory<byte>, byte[]>(rule.Source, body, cancellationToken: token);

        // How a service of NATS says that it failed (https://docs.nats.io/using-nats/developer/services).
        if (reply.Headers is { } headers && headers.TryGetValue("Nats-Service-Error-Code", out var code))
        {
            return Failed($"'{rule.Source}' answers with the error {code} {headers["Nats-Service-Error"]}".TrimEnd());
        }

        return InputLimits.Read(reply.Data, false, time.GetUtcNow());
    }

    private async Task<InputValue> GetAsync(NatsConnection connection, InputRule rule, CancellationToken token)
    {
        var subject = $"$KV.{rule.Source}.{rule.Key}";
        try
        {
            var reply = await connection.RequestAsync<ReadOnlyMemory<byte>, byte[]>($"$JS.API.DIRECT.GET.KV_{rule.Source}.{subject}", default, cancellationToken: token);
            return reply.Headers?.Code switch
            {
                503 => await GetFromLeaderAsync(connection, rule, subject, token),
                404 => Missing(rule),
                0 or 200 when IsMarker(reply.Headers.Keys) => Missing(rule),
                0 or 200 => InputLimits.Read(reply.Data, false, time.GetUtcNow()),
                _ => Failed($"the server answers {reply.Headers?.Code} {reply.Headers?.MessageText} for the bucket '{rule.Source}'"),
            };
        }
        catch (NatsNoRespondersException)
        {
            return await GetFromLeaderAsync(connection, rule, subject, token);
        }
    }

    /// <summary>Nobody answers direct gets: the bucket allows none, or it does not exist.</summary>
    private async Task<InputValue> GetFromLeaderAsync(NatsConnection connection, InputRule rule, string subject, CancellationToken token)
    {
        var ask = Encoding.UTF8.GetBytes($$"""{"last_by_subj":"{{subject}}"}""");
        var reply = await connection.RequestAsync<ReadOnlyMemory<byte>, byte[]>($"$JS.API.STREAM.MSG.GET.KV_{rule.Source}", ask, cancellationToken: token);
        var answer = JsonElement.Parse(reply.Data);
        if (answer.TryGetProperty("error", out var error))
        {
            return error.GetProperty("err_code").GetInt32() switch
            {
                StreamNotFound => Failed($"there is no bucket '{rule.Source}'"),
                NoMessage => Missing(rule),
                _ => Failed($"the server refuses the bucket '{rule.Source}': {error.GetProperty("description").GetString()}"),
            };
        }

        var message = answer.GetProperty("message");
        var headers = message.TryGetProperty("hdrs", out var raw) ? Encoding.ASCII.GetString(raw.GetBytesFromBase64()) : "";
        return IsMarker(headers.Split("\r\n").Select(static line => line.Split(':')[0]))
            ? Missing(rule)
            : InputLimits.Read(message.TryGetProperty("data", out var data) ? data.GetBytesFromBase64() : [], false, time.GetUtcNow());
    }

    /// <summary>What is stored in the place of a value that was deleted, or that has expired.</summary>
    private static bool IsMarker(IEnumerable<string> headers) => headers.Any(static name => name is "KV-Operation" or "Nats-Marker-Reason");

    private InputValue Missing(InputRule rule) => Failed($"the bucket '{rule.Source}' has no key '{rule.Key}'");

    private InputValue Failed(string error) => InputLimits.Failed(error, time.GetUtcNow());
}
