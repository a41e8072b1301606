using System.Text.Json;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Identity.Claims;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>
/// The hub's account on the embedded server: its JWT with changes, kept beside the server's configuration for the next start, and pushed to the server that runs, which closes what it
/// voids at once (https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/jwt/resolver).
/// </summary>
/// <param name="keys">The hub's: its operator's key signs accounts, its system account's may push them.</param>
/// <param name="stateDirectory">The hub's.</param>
/// <param name="endpoint">The server that runs, without a user.</param>
/// <param name="time">Clock.</param>
/// <param name="loggers">Logs.</param>
public sealed class ServerAccount(HubKeys keys, string stateDirectory, NatsEndpoint endpoint, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    private const string Update = "$SYS.REQ.CLAIMS.UPDATE";
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    private readonly ServerPaths _paths = ServerPaths.In(stateDirectory);
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>The time, by the clock that JWTs are issued with.</summary>
    internal DateTimeOffset Now() => time.GetUtcNow();

    /// <summary>File of the keys that are kept out for a while.</summary>
    internal string Suspended => Path.Combine(_paths.Folder, "suspended.json");

    /// <summary>What the account's JWT says now.</summary>
    internal AccountBody Read() => NatsJwt.Decode(SecretFiles.Read(_paths.AccountJwt).Trim(), NatsJwt.Account).Body;

    /// <summary>Changes the account's JWT and tells the server all of it. Durable when it returns, told or not.</summary>
    /// <param name="change">The body as it is to be; null when it is so already.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <returns>Empty when the server that runs knows; else why not.</returns>
    internal async Task<string> ChangeAsync(Func<AccountBody, AccountBody?> change, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            return await PushAsync(Write(change), token);
        }
        finally
        {
            _one.Release();
        }
    }

    private string Write(Func<AccountBody, AccountBody?> change)
    {
        var before = SecretFiles.Read(_paths.AccountJwt).Trim();
        var claims = NatsJwt.Decode(before, NatsJwt.Account);
        if (change(claims.Body) is not { } body)
        {
            return before;
        }

        // The server keeps of two JWTs the one that was issued later, in whole seconds.
        var jwt = NatsJwt.Encode(claims with { Body = body }, NatsJwt.Account, keys.Operator, time, claims.IssuedAt + 1);
        SecretFiles.Write(_paths.AccountJwt, jwt);
        return jwt;
    }

    private async Task<string> PushAsync(string jwt, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(Within);
        try
        {
            await using var system = NatsConnector.Create(endpoint with { User = System, Name = "kse-accounts" }, loggers);
            await system.ConnectAsync().AsTask().WaitAsync(limit.Token);
            var reply = await system.RequestAsync<string, byte[]>(Update, jwt, cancellationToken: limit.Token);
            using var answer = JsonDocument.Parse(reply.Data ?? []);
            return answer.RootElement.TryGetProperty("error", out var error) ? error.GetRawText() : "";
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return $"it did not answer within {Within.TotalSeconds:0} s";
        }
        catch (Exception error) when (error is NatsException or JsonException)
        {
            return error.Message;
        }
    }

    /// <summary>A user of the system account, good for a minute.</summary>
    private UserCredentials System()
    {
        using var key = KeyPair.CreatePair(PrefixByte.User);
        var user = new JwtClaims<UserBody> { Name = "kse-accounts", Subject = key.GetPublicKey(), Expires = time.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds(), Body = new UserBody() };
        return new UserCredentials(NatsJwt.Encode(user, NatsJwt.User, keys.System, time), key.GetSeed());
    }
}
