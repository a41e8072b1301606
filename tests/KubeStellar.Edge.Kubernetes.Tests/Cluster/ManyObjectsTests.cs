using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster;

/// <summary>What many objects cost in requests.</summary>
public abstract class ManyObjectsTests(IApiServerFixture fixture)
{
    private const int Count = 500;

    [Fact]
    public async Task Cold_costs_little_more_than_a_request_each_and_warm_costs_watches_only()
    {
        using var site = await TargetSite.NewAsync(fixture);
        var wanted = Enumerable.Range(0, Count).Select(i => i % 2 == 0 ? site.ConfigMap($"c{i}", $"{i}") : Deployment(site, i)).ToList();
        await site.Target.IntendAsync([.. wanted.Select(item => TargetSite.Line(item))], default);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await EachAsync(site, wanted, async item => Assert.Equal(TargetOutcome.Applied, await site.ApplyAsync(item)));
        TestContext.Current.SendDiagnosticMessage($"cold {watch.ElapsedMilliseconds} ms, {site.Target.Cluster.Client.Sent} requests");
        Assert.InRange(site.Target.Cluster.Client.Sent, Count, Count + 20);

        var before = site.Target.Cluster.Client.Sent;
        watch.Restart();
        await EachAsync(site, wanted, async item =>
        {
            Assert.True((await site.ObserveAsync(item)).Matches);
            Assert.Equal(TargetOutcome.Unchanged, await site.ApplyAsync(item, before: true));
        });
        TestContext.Current.SendDiagnosticMessage($"warm {watch.ElapsedMilliseconds} ms");
        Assert.Equal(before, site.Target.Cluster.Client.Sent);

        site.Open();
        watch.Restart();
        await site.Target.IntendAsync([.. wanted.Select(item => TargetSite.Line(item, applied: true))], default);
        await EachAsync(site, wanted, async item => Assert.Equal(Health.Current, (await site.ObserveAsync(item)).Health));
        TestContext.Current.SendDiagnosticMessage($"restarted {watch.ElapsedMilliseconds} ms, {site.Target.Cluster.Client.Sent} requests");
        Assert.InRange(site.Target.Cluster.Client.Sent, 1, 10);
    }

    private static TargetObject Deployment(TargetSite site, int i) => site.Wanted(
        $$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d{{{i}}}","namespace":"SPACE","labels":{"app":"d{{{i}}}"} },
         "spec":{"replicas":2,"selector":{"matchLabels":{"app":"d{{{i}}}"} },"template":{"metadata":{"labels":{"app":"d{{{i}}}"} },
          "spec":{"containers":[{"name":"app","image":"example.com/app:1","args":[],"env":[{"name":"A","value":"1"}],"ports":[{"containerPort":80}],"resources":{"limits":{"cpu":"1000m"} } }],
          "volumes":[{"name":"v","emptyDir":{}}],"tolerations":[{"key":"a","operator":"Exists"}] } } } }
        """);

    private static Task EachAsync(TargetSite site, IEnumerable<TargetObject> wanted, Func<TargetObject, Task> step) =>
        Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = site.Target.Lanes }, async (item, _) => await step(item));
}

public sealed class RealManyObjectsTests(RealApiServerFixture fixture) : ManyObjectsTests(fixture);

public sealed class FakeManyObjectsTests(FakeApiServerFixture fixture) : ManyObjectsTests(fixture);
