using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Identity.Claims;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>
/// Revocations of the embedded server: the account's JWT with a longer list. What was revoked before the present signing key issued anything needs no place in it once the former keys are
/// out of the account: whatever they issued is void, and each change of an edge's keys would make the list longer for ever.
/// </summary>
public sealed class ServerLockout(ServerAccount account, HubKeys keys) : IEdgeLockout
{
    /// <inheritdoc/>
    public async Task<string> RevokeAsync(IReadOnlyDictionary<string, DateTimeOffset> revoked, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(revoked);
        return await account.ChangeAsync(body => With(body, revoked), token) is { Length: > 0 } why
            ? $"it was removed and its key is void from the next start of the server on, but the server that runs could not be told ({why}); the hub tells it again when it starts"
            : "";
    }

    /// <summary>The account with these revocations, and without those that say nothing more; null when it is so already.</summary>
    private AccountBody? With(AccountBody body, IReadOnlyDictionary<string, DateTimeOffset> revoked)
    {
        var alone = body.SigningKeys is [var only] && only == keys.Signing.GetPublicKey();
        var floor = alone ? keys.SigningKey.IssuesSince?.ToUnixTimeSeconds() ?? long.MinValue : long.MinValue;
        var all = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var asked = revoked.Select(one => KeyValuePair.Create(one.Key, one.Value.ToUnixTimeSeconds()));
        foreach (var (key, at) in (body.Revocations ?? []).Concat(asked).Where(one => one.Value >= floor))
        {
            all[key] = Math.Max(at, all.GetValueOrDefault(key, long.MinValue));
        }

        return all.SequenceEqual(body.Revocations ?? []) ? null : body with { Revocations = all.Count > 0 ? all : null };
    }
}
