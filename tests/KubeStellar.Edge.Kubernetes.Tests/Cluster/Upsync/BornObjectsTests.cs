using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Real;
using KubeStellar.Edge.TestKit.Contracts;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Upsync;

/// <summary>The contract of targets with objects that are born there, in a cluster.</summary>
public abstract class BornObjectsTests(IApiServerFixture fixture) : UpsyncTargetContract, IAsyncLifetime
{
    private TargetSite? _site;

    private TargetSite Site => _site!;

    public async ValueTask InitializeAsync()
    {
        _site = new TargetSite(await fixture.GetAsync());
        await Site.SpaceAsync("shop");
        if ((await Site.Admin.GetAsync($"/apis/{Group}/v1/widgets", default)).Status == 404)
        {
            await Widgets.DefineAsync(Site.Server, Group, TestContext.Current.CancellationToken);
        }

        foreach (var name in new[] { "a", "b" })
        {
            await Site.Admin.DeleteAsync(PathOf(Key(name)), default);
        }
    }

    public ValueTask DisposeAsync()
    {
        _site?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override Task<IUpsyncTarget> OpenAsync() => Task.FromResult<IUpsyncTarget>(Site.Open());

    protected override async Task BearAsync(ObjectKey key, JsonObject? item)
    {
        if (item is null)
        {
            (await Site.Admin.DeleteAsync(PathOf(key), default)).Ok();
            return;
        }

        var status = item["status"]?.DeepClone();
        item.Remove("status");
        if (await Site.Admin.FindAsync(PathOf(key), default) is null)
        {
            (await Site.Admin.CreateAsync(item, default)).Ok();
        }
        else
        {
            (await Site.Admin.MergeAsync(PathOf(key), item.ToJsonString(), default)).Ok();
        }

        if (status is not null)
        {
            (await Site.Admin.MergeAsync(PathOf(key) + "/status", new JsonObject { ["status"] = status }.ToJsonString(), default)).Ok();
        }
    }

    // Nobody listens at this port.
    protected override Task BreakAsync(IUpsyncTarget target)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "apiVersion: v1\nkind: Config\ncurrent-context: x\ncontexts: [{ name: x, context: { cluster: x, user: x } }]\nclusters: [{ name: x, cluster: { server: 'http://127.0.0.1:9' } }]\nusers: [{ name: x, user: {} }]\n");
        Site.Kubeconfig = file;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_kind_that_the_cluster_does_not_have_says_nothing_of_its_objects()
    {
        var reading = await (await OpenAsync()).ReadBornAsync(new UpsyncQuery([new UpsyncRule { Kinds = ["Ghost." + Group, "Widget." + Group] }], Fresh: true), TestContext.Current.CancellationToken);
        Assert.False(reading.Knows(Group, "Ghost"));
        Assert.True(reading.Knows(Group, "Widget"));
        Assert.Equal("KindUnknown", Assert.Single(reading.Troubles).Reason);
    }

    private static string PathOf(ObjectKey key) => ApiPath.Of(key.Group + "/v1", "widgets", key.Namespace, key.Name);
}

public sealed class RealBornObjectsTests(RealApiServerFixture fixture) : BornObjectsTests(fixture);

public sealed class FakeBornObjectsTests(FakeApiServerFixture fixture) : BornObjectsTests(fixture);
