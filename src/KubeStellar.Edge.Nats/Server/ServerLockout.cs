using System.Text.Json;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Identity.Claims;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>
/// Revocations of the embedded server: the account's JWT with a longer list, kept beside its configuration for the next start, and pushed to the server that runs, which closes what it
/// voids at once (https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/jwt/resolver).
/// </summary>
/// <param name="keys">The hub's: its operator's key signs accounts, its system account's may push them.</param>
/// <param name="stateDirectory">The hub's.</param>
/// <param name="endpoint">The server that runs, without a user.</param>
/// <param name="time">Clock.</param>
/// <param name="loggers">Logs.</param>
public sealed class ServerLockout(HubKeys keys, string stateDirectory, NatsEndpoint endpoint, TimeProvider time, ILoggerFactory loggers) : IEdgeLockout, IDisposable
{
    private const string Update = "$SYS.REQ.CLAIMS.UPDATE";
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(5);

    private readonly ServerPaths _paths = ServerPaths.In(stateDirectory);
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <inheritdoc/>
    public async Task<string> RevokeAsync(IReadOnlyDictionary<string, DateTimeOffset> revoked, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(revoked);
        await _one.WaitAsync(token);
        try
        {
            var jwt = Write(revoked);
            return await PushAsync(jwt, token);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>The account's JWT with these revocations; the same one when it has them all.</summary>
    private string Write(IReadOnlyDictionary<string, DateTimeOffset> revoked)
    {
        var before = SecretFiles.Read(_paths.AccountJwt).Trim();
        var claims = NatsJwt.Decode(before, NatsJwt.Account);
        var all = new SortedDictionary<string, long>(claims.Body.Revocations ?? [], StringComparer.Ordinal);
        var grown = false;
        foreach (var (key, at) in revoked)
        {
            if (all.TryGetValue(key, out var until) && until >= at.ToUnixTimeSeconds())
            {
                continue;
            }

            (all[key], grown) = (at.ToUnixTimeSeconds(), true);
        }

        if (!grown)
        {
            return before;
        }

        // The server keeps of two JWTs the one that was issued later, in whole seconds.
        var jwt = NatsJwt.Encode(claims with { Body = claims.Body with { Revocations = all } }, NatsJwt.Account, keys.Operator, time, claims.IssuedAt + 1);
        SecretFiles.Write(_paths.AccountJwt, jwt);
        return jwt;
    }

    private async Task<string> PushAsync(string jwt, CancellationToken token)
    {
        const string Later = "it was removed and its key is void from the next start of the server on, but the server that runs could not be told";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(Within);
        try
        {
            await using var system = NatsConnector.Create(endpoint with { User = System, Name = "kse-revocations" }, loggers);
            await system.ConnectAsync().AsTask().WaitAsync(limit.Token);
            var reply = await system.RequestAsync<string, byte[]>(Update, jwt, cancellationToken: limit.Token);
            using var answer = JsonDocument.Parse(reply.Data ?? []);
            return answer.RootElement.TryGetProperty("error", out var error) ? $"{Later}: {error.GetRawText()}" : "";
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return $"{Later} within {Within.TotalSeconds:0} s; the hub tells it again when it starts";
        }
        catch (Exception error) when (error is NatsException or JsonException)
        {
            return $"{Later}: {error.Message}";
        }
    }

    /// <summary>A user of the system account, good for a minute.</summary>
    private UserCredentials System()
    {
        using var key = KeyPair.CreatePair(PrefixByte.User);
        var user = new JwtClaims<UserBody> { Name = "kse-revocations", Subject = key.GetPublicKey(), Expires = time.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds(), Body = new UserBody() };
        return new UserCredentials(NatsJwt.Encode(user, NatsJwt.User, keys.System, time), key.GetSeed());
    }
}
