using KubeStellar.Edge.Nats.Link;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tests.Link;

public sealed class LinkDenialTests
{
    [Theory]
    [InlineData("Authorization Violation", true)]
    [InlineData("User Authentication Expired", true)]
    [InlineData("Account Authentication Expired", true)]
    [InlineData("User Authentication Revoked", true)]
    [InlineData("Authentication Timeout", false)]
    [InlineData("Maximum Connections Exceeded", false)]
    public void Only_a_refusal_is_one(string error, bool denied)
    {
        Assert.Equal(denied, LinkDenial.Is(error));
        Assert.Equal(denied, LinkDenial.Is(new NatsException("can not connect", new NatsServerException(error))));
    }
}
