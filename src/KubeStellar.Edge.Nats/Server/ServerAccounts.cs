using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Identity.Claims;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>
/// The JWTs that the embedded server starts from: operator, system account and the hub's account. They are issued once and kept, because the server
/// takes the account JWT that was issued last: one issued at each start would undo a revocation.
/// </summary>
internal sealed record ServerAccounts(string OperatorJwt, string SystemAccount, string SystemJwt, string Account, string AccountJwt)
{
    /// <summary>Keys that may issue users of the hub's account, by the JWT that its server starts from; none before there is one.</summary>
    /// <exception cref="IdentityException">It is damaged.</exception>
    public static IReadOnlyList<string> SigningKeysOf(ServerPaths paths) =>
        File.Exists(paths.AccountJwt) ? NatsJwt.Decode(SecretFiles.Read(paths.AccountJwt).Trim(), NatsJwt.Account).Body.SigningKeys ?? [] : [];

    public static ServerAccounts LoadOrIssue(ServerPaths paths, HubKeys keys, TimeProvider time)
    {
        var system = keys.System.GetPublicKey();
        var account = keys.Account.GetPublicKey();
        return new ServerAccounts(
            Keep(paths.OperatorJwt, NatsJwt.Operator, keys.Operator.GetPublicKey(), () => new() { Name = "kse", Subject = keys.Operator.GetPublicKey(), Body = new() { SystemAccount = system } }),
            system,
            Keep(paths.SystemJwt, NatsJwt.Account, system, () => new() { Name = "SYS", Subject = system, Body = new() { Limits = new AccountLimits() } }),
            account,
            Keep(paths.AccountJwt, NatsJwt.Account, account, () => new()
            {
                Name = "kse",
                Subject = account,
                Body = new() { Limits = AccountLimits.JetStream, SigningKeys = [keys.Signing.GetPublicKey()] },
            }));

        string Keep<TBody>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<JwtClaims<TBody>> type, string subject, Func<JwtClaims<TBody>> claims)
            where TBody : class
        {
            if (!File.Exists(path))
            {
                SecretFiles.Write(path, NatsJwt.Encode(claims(), type, keys.Operator, time));
            }

            var jwt = SecretFiles.Read(path).Trim();
            return NatsJwt.Decode(jwt, type).Subject == subject
                ? jwt
                : throw new IdentityException($"{path} is not for this hub's keys. Put back the keys that belong to this state directory, or remove the file.");
        }
    }
}
