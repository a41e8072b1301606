using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Tests.Cluster.Fakes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Real;
using KubeStellar.Edge.TestKit.Contracts;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster;

/// <summary>The contract of all targets, in a cluster.</summary>
public abstract class KubernetesTargetTests(IApiServerFixture fixture) : TargetContract, IAsyncLifetime
{
    private TargetSite? _site;

    private TargetSite Site => _site!;

    protected override bool TellsIntentions => false;

    public async ValueTask InitializeAsync()
    {
        _site = new TargetSite(await fixture.GetAsync());
        await Site.SpaceAsync("shop");
        foreach (var name in new[] { "a", "b" })
            await Site.Admin.DeleteAsync(TargetSite.PathOf(Key(name)), default);
    }

    public ValueTask DisposeAsync()
    {
        _site?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override ITarget Reopen() => Site.Open();

    protected override async Task PutForeignAsync(ObjectKey key, byte[] content) => (await Site.Admin.CreateAsync(JsonNode.Parse(content)!.AsObject(), default)).Ok();

    protected override async Task TamperAsync(ObjectKey key, byte[]? content)
    {
        var path = TargetSite.PathOf(key);
        if (content is not null)
        {
            await Site.SeenAsync(key, () => Site.Admin.MergeAsync(path, System.Text.Encoding.UTF8.GetString(content), default));
        }
        else
        {
            (await Site.Admin.DeleteAsync(path, default)).Ok();
            await Site.SettleAsync(key, null);
        }
    }

    protected override async Task<byte[]?> PeekAsync(ObjectKey key)
    {
        if (await Site.Admin.FindAsync(TargetSite.PathOf(key), default) is not { } live)
            return null;
        var plain = new JsonObject
        {
            ["apiVersion"] = live["apiVersion"]!.DeepClone(),
            ["kind"] = live["kind"]!.DeepClone(),
            ["data"] = live["data"]?.DeepClone(),
            ["metadata"] = new JsonObject { ["name"] = key.Name, ["namespace"] = key.Namespace },
        };
        return CanonicalJson.Canonicalize(System.Text.Encoding.UTF8.GetBytes(plain.ToJsonString()));
    }
}

public sealed class RealKubernetesTargetTests(RealApiServerFixture fixture) : KubernetesTargetTests(fixture);

public sealed class FakeKubernetesTargetTests(FakeApiServerFixture fixture) : KubernetesTargetTests(fixture);
