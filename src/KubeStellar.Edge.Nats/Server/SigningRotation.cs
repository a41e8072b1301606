using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>
/// Another signing key for the hub's account, on a server that runs: first the account's JWT names it beside the one before, and the server knows; then it issues users, and those that are
/// there get new ones one by one; at the end, when somebody says so, the former one is taken out of the account, and with it every user that it issued.
/// </summary>
/// <param name="keys">The hub's.</param>
/// <param name="account">Its account.</param>
/// <param name="issued">Called when another key issues users: who keeps one writes it anew.</param>
/// <param name="time">Clock.</param>
public sealed class SigningRotation(HubKeys keys, ServerAccount account, Action issued, TimeProvider time)
{
    /// <summary>Keys that may still issue users beside the present one.</summary>
    public IReadOnlyList<string> Formers => [.. (account.Read().SigningKeys ?? []).Where(key => key != keys.Signing.GetPublicKey())];

    /// <summary>Introduces another key.</summary>
    public async Task<KeyOutcome> RotateAsync(CancellationToken token)
    {
        var prepared = keys.SigningKey.IsPrepared ? (DateTimeOffset?)null : time.GetUtcNow();
        var next = keys.SigningKey.Prepare();
        var why = await account.ChangeAsync(body => body.SigningKeys?.Contains(next, StringComparer.Ordinal) == true ? null : body with { SigningKeys = [.. body.SigningKeys ?? [], next] }, token);
        if (why.Length > 0)
        {
            return KeyOutcome.Not($"The server could not be told of another signing key ({why}), and nobody got a user of it. Try again when it runs.");
        }

        keys.SigningKey.Promote(prepared ?? DateTimeOffset.UnixEpoch);
        issued();
        return KeyOutcome.Of(
            $"Users are issued by the account's signing key {KeyFingerprint.Of(next)} from now on. Edges get another user with their next heartbeat; those that the former key issued are good until 'kse keys finish account'.");
    }

    /// <summary>Takes the former keys out of the account: the server closes what they issued.</summary>
    public async Task<KeyOutcome> FinishAsync(CancellationToken token)
    {
        if (Formers.Count == 0)
        {
            return KeyOutcome.Not("There is no former signing key: the account has the present one only.");
        }

        var present = keys.Signing.GetPublicKey();
        var why = await account.ChangeAsync(body => body with { SigningKeys = [present] }, token);
        return KeyOutcome.Of(why.Length == 0
            ? "The account's former signing keys are good for nothing any more, and who came with a user of them was cut off."
            : $"The account's former signing keys are good for nothing from the server's next start on; the one that runs could not be told ({why}).");
    }
}
