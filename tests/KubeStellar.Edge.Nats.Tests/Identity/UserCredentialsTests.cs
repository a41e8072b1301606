using KubeStellar.Edge.Nats.Identity;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Identity;

public sealed class UserCredentialsTests : IDisposable
{
    private readonly StateFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void A_credentials_file_is_as_nsc_writes_it()
    {
        var user = new UserCredentials("eyJ0.eyJq.c2ln", "SUAGDLNBWI2SGHDRYBHD63NH5FGZSVJUW2J7GAJZXWANQFLDW6G5SXZESU");
        user.Save(_state["a.creds"]);
        Assert.Equal(
            """
            -----BEGIN NATS USER JWT-----
            eyJ0.eyJq.c2ln
            ------END NATS USER JWT------

            ************************* IMPORTANT *************************
            NKEY Seed printed below can be used to sign and prove identity.
            NKEYs are sensitive and should be treated as secrets.

            -----BEGIN USER NKEY SEED-----
            SUAGDLNBWI2SGHDRYBHD63NH5FGZSVJUW2J7GAJZXWANQFLDW6G5SXZESU
            ------END USER NKEY SEED------

            *************************************************************

            """,
            File.ReadAllText(_state["a.creds"]));
        Assert.Equal(SecretFiles.FileMode, File.GetUnixFileMode(_state["a.creds"]));
        Assert.Equal(user, UserCredentials.Load(_state["a.creds"]));
        Assert.Equal(user, UserCredentials.Parse(user.Format().Replace("\n", "\r\n", StringComparison.Ordinal)));
    }

    [Fact]
    public void Something_else_is_refused_with_its_path()
    {
        SecretFiles.Write(_state["a.creds"], "hello");
        Assert.Contains(_state["a.creds"], Assert.Throws<IdentityException>(() => UserCredentials.Load(_state["a.creds"])).Message, StringComparison.Ordinal);
        Assert.Contains("missing", Assert.Throws<IdentityException>(() => UserCredentials.Load(_state["b.creds"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_of_another_server_is_taken_from_its_credentials_and_key()
    {
        using var keys = HubKeys.LoadOrCreate(_state.Path);
        var own = keys.OwnAccount();
        var hub = new UserMint(own, TimeProvider.System).Hub();
        SecretFiles.Write(_state["signing.seed"], keys.Signing.GetSeed());
        SecretFiles.Write(_state["account.seed"], keys.Account.GetSeed());
        foreach (var (file, issuerAccount) in new[] { ("signing.seed", own.Account), ("account.seed", null) })
        {
            var external = AccountSigner.External(hub, _state[file]);
            Assert.Equal(own.Account, external.Account);
            var edge = NatsJwt.Decode(new UserMint(external, TimeProvider.System).Hub().Jwt, NatsJwt.User);
            Assert.Equal(issuerAccount, edge.Body.IssuerAccount);
        }

        using var user = KeyPair.CreatePair(PrefixByte.User);
        SecretFiles.Write(_state["user.seed"], user.GetSeed());
        Assert.Contains("type User", Assert.Throws<IdentityException>(() => AccountSigner.External(hub, _state["user.seed"])).Message, StringComparison.Ordinal);
    }
}
