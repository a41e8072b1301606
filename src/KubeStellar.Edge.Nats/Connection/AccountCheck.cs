using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Link;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Connection;

/// <summary>
/// Whether an existing server takes what a hub was given: its own user, and users that it issues. Which signing keys an account has only the server knows
/// (https://docs.nats.io/running-a-nats-service/configuration/securing_nats/jwt), so a user that may do nothing is issued, tried once and thrown away.
/// </summary>
public static class AccountCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Connects once as the hub and once as the user just issued.</summary>
    /// <exception cref="IdentityException">The server refuses one of them.</exception>
    /// <exception cref="BucketUnavailableException">The server does not answer.</exception>
    /// <exception cref="Server.ServerException">The server is too old.</exception>
    public static async Task RunAsync(NatsEndpoint endpoint, AccountSigner account, TimeProvider time, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(account);
        var where = string.Join(", ", endpoint.Urls());
        await ConnectAsync(endpoint, $"The server at {where} refuses the user of --creds: it was revoked, has expired, or its account ({account.Account}) is not on this server.", time, token);

        // No expiry: a server whose clock is wrong would refuse it for that. Its seed is gone in a moment.
        var issued = new UserMint(account, time).Check();
        await ConnectAsync(
            endpoint with { User = () => issued },
            $"The server at {where} refuses users issued with --account-key: its key {account.Key.GetPublicKey()} is neither that of account {account.Account} nor one of its signing keys without a scope. "
            + "Without it no edge can be admitted.",
            time,
            token);
    }

    private static async Task ConnectAsync(NatsEndpoint endpoint, string refused, TimeProvider time, CancellationToken token)
    {
        await using var connection = NatsConnector.Create(endpoint, NullLoggerFactory.Instance);
        try
        {
            await connection.ConnectAsync().AsTask().WaitAsync(Patience, time, token);
        }
        catch (NatsException e) when (LinkDenial.Is(e))
        {
            throw new IdentityException(refused, e);
        }
        catch (Exception e) when (e is NatsException or TimeoutException)
        {
            throw new BucketUnavailableException($"No connection to {string.Join(", ", endpoint.Urls())}: {NatsConnector.Why(e, endpoint)}", e);
        }

        NatsConnector.CheckVersion(connection.ServerInfo);
    }
}
