using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Identity.Claims;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>Revocations of the embedded server: the account's JWT with a longer list.</summary>
public sealed class ServerLockout(ServerAccount account) : IEdgeLockout
{
    /// <inheritdoc/>
    public async Task<string> RevokeAsync(IReadOnlyDictionary<string, DateTimeOffset> revoked, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(revoked);
        return await account.ChangeAsync(body => With(body, revoked), token) is { Length: > 0 } why
            ? $"it was removed and its key is void from the next start of the server on, but the server that runs could not be told ({why}); the hub tells it again when it starts"
            : "";
    }

    /// <summary>The account with these revocations; null when it has them all.</summary>
    private static AccountBody? With(AccountBody body, IReadOnlyDictionary<string, DateTimeOffset> revoked)
    {
        var all = new SortedDictionary<string, long>(body.Revocations ?? [], StringComparer.Ordinal);
        var grown = false;
        foreach (var (key, at) in revoked)
        {
            if (all.TryGetValue(key, out var until) && until >= at.ToUnixTimeSeconds())
            {
                continue;
            }

            (all[key], grown) = (at.ToUnixTimeSeconds(), true);
        }

        return grown ? body with { Revocations = all } : null;
    }
}
