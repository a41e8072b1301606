using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Tests.Tls;

public sealed class RenewalRuleTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public void A_certificate_is_replaced_at_two_thirds_of_its_life_or_when_names_or_CA_change()
    {
        var names = new ServerNames(["hub.example.com", "127.0.0.1"]);
        using var ca = CertificateForge.Root(Now);
        using var other = CertificateForge.Root(Now);
        using var certificate = CertificateForge.Server(names, ca, Now);
        Assert.Null(RenewalRule.Why(certificate, names, ca, Now));
        Assert.Null(RenewalRule.Why(certificate, new ServerNames(["127.0.0.1", "hub.example.com"]), ca, Now + TimeSpan.FromDays(59)));
        Assert.Contains("two thirds", RenewalRule.Why(certificate, names, ca, Now + TimeSpan.FromDays(61)), StringComparison.Ordinal);
        Assert.Contains("CA", RenewalRule.Why(certificate, names, other, Now), StringComparison.Ordinal);
        Assert.Contains("names", RenewalRule.Why(certificate, new ServerNames(["hub.example.com"]), ca, Now), StringComparison.Ordinal);
        Assert.Contains("names", RenewalRule.Why(certificate, new ServerNames(["hub.example.com", "127.0.0.1", "more"]), ca, Now), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_outlives_who_signed_it()
    {
        using var ca = CertificateForge.Root(Now - CertificateForge.RootLife + TimeSpan.FromDays(10));
        using var certificate = CertificateForge.Server(new ServerNames(["a"]), ca, Now);
        Assert.True(certificate.NotAfter <= ca.NotAfter);
    }

    [Fact]
    public void A_server_is_called_what_it_is_advertised_as_first_and_never_everything()
    {
        Assert.Equal(
            ["hub.example.com", "10.0.0.5", "fe80::1", "machine", "localhost", "127.0.0.1", "::1"],
            ServerNames.Of("0.0.0.0", ["nats://Hub.Example.com:4222", "tls://10.0.0.5:4222", "wss://[fe80::1]:443", "localhost:4222"], "machine").All.OrderBy(name => name == "localhost" ? 1 : name is "127.0.0.1" or "::1" ? 2 : 0));
        Assert.DoesNotContain("::", ServerNames.Of("::", [], "m").All);
        Assert.Equal("10.1.2.3", ServerNames.Of("10.1.2.3", [], "m").All[0]);
    }
}
