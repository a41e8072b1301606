using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Identity.Claims;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>
/// Revocations of the embedded server: the account's JWT with a longer list. What was revoked before the present signing key issued anything needs no place in it once the former keys are
/// out of the account: whatever they issued is void, and each change of an edge's keys would make the list longer for ever.
/// </summary>
public sealed class ServerLockout(ServerAccount account, HubKeys keys) : IEdgeLockout, IDisposable
{
    private readonly SuspendedKeys _suspended = new(account.Suspended);
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <inheritdoc/>
    public Task<string> RevokeAsync(IReadOnlyDictionary<string, DateTimeOffset> revoked, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(revoked);
        return AloneAsync(
            async () =>
            {
                // What is void for good is let in by the end of no pause.
                Forget(revoked.Keys);
                return await account.ChangeAsync(body => With(body, revoked), token) is { Length: > 0 } why
                    ? $"it was removed and its key is void from the next start of the server on, but the server that runs could not be told ({why}); the hub tells it again when it starts"
                    : "";
            },
            token);
    }

    /// <inheritdoc/>
    public Task<string> SuspendAsync(string publicKey, CancellationToken token) => AloneAsync(
        () =>
        {
            if (account.Read().Revocations?.ContainsKey(publicKey) == true)
            {
                return Task.FromResult("");
            }

            // First how it ends, then that it begins.
            var at = account.Now().ToUnixTimeSeconds();
            _suspended.Write(new SortedDictionary<string, long>(_suspended.Read(), StringComparer.Ordinal) { [publicKey] = at });
            return account.ChangeAsync(body => body with { Revocations = new SortedDictionary<string, long>(body.Revocations ?? [], StringComparer.Ordinal) { [publicKey] = at } }, token);
        },
        token);

    /// <inheritdoc/>
    public Task<string> ReleaseAsync(string? publicKey, CancellationToken token) => AloneAsync(
        async () =>
        {
            var ended = _suspended.Read().Where(one => publicKey is null || one.Key == publicKey).ToDictionary();
            if (ended.Count == 0)
            {
                return "";
            }

            var why = await account.ChangeAsync(body => Without(body, ended), token);
            if (why.Length == 0)
            {
                Forget(ended.Keys);
            }

            return why;
        },
        token);

    private static AccountBody? Without(AccountBody body, Dictionary<string, long> ended)
    {
        var left = new SortedDictionary<string, long>((body.Revocations ?? []).Where(one => !ended.TryGetValue(one.Key, out var at) || at != one.Value).ToDictionary(), StringComparer.Ordinal);
        return left.Count == (body.Revocations?.Count ?? 0) ? null : body with { Revocations = left.Count > 0 ? left : null };
    }

    private void Forget(IEnumerable<string> publicKeys)
    {
        var keys = _suspended.Read();
        var before = keys.Count;
        foreach (var key in publicKeys)
        {
            keys.Remove(key);
        }

        if (keys.Count < before)
        {
            _suspended.Write(keys);
        }
    }

    private async Task<string> AloneAsync(Func<Task<string>> work, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            return await work();
        }
        finally
        {
            _one.Release();
        }
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
