using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Proxy;
using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Discovery;

/// <summary>An API that does not say what it serves stalls its own kinds, and nobody else's.</summary>
public abstract class BrokenApiTests(IApiServerFixture fixture)
{
    private const string Group = "metrics.example.com";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_kinds_of_the_broken_api_wait(bool hangs)
    {
        await using var at = await ProxiedSite.NewAsync(fixture);
        using var rule = at.Proxy.Break(
            request => request.Path.StartsWith($"/apis/{Group}", StringComparison.Ordinal), hangs ? new ProxyFault.Silence() : ProxyFault.Unavailable());
        var sick = at.Site.Wanted($$$"""{"apiVersion":"{{{Group}}}/v1","kind":"Sample","metadata":{"name":"s","namespace":"SPACE"}}""");
        var waits = at.Site.ApplyAsync(sick);
        await at.Proxy.WaitForAsync(request => request.Path.StartsWith($"/apis/{Group}", StringComparison.Ordinal), default);

        // Also kinds that must be asked for while the other question is open.
        var unknown = await at.Site.ApplyAsync(at.Site.Wanted("""{"apiVersion":"nowhere.example.com/v1","kind":"Thing","metadata":{"name":"t","namespace":"SPACE"}}"""));
        Assert.Equal("KindUnknown", unknown.Reason);
        Assert.Equal(TargetOutcome.Applied, await at.Site.ApplyAsync(at.Site.ConfigMap("a", "1")));
        Assert.Equal(["a"], (await at.Site.Target.ListTrackedAsync(default))!.Select(line => line.Key.Name));
        if (!hangs)
            Assert.Equal((TargetOutcomeKind.Waiting, "ServerError"), await waits is var outcome ? (outcome.Kind, outcome.Reason) : default);

        // What cannot be asked for is not gone.
        if (!hangs)
            Assert.Equal(TargetOutcomeKind.Waiting, (await at.Site.RemoveAsync(sick)).Kind);
    }
}

public sealed class RealBrokenApiTests(RealApiServerFixture fixture) : BrokenApiTests(fixture);

public sealed class FakeBrokenApiTests(FakeApiServerFixture fixture) : BrokenApiTests(fixture);
