using System.Text;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.TestKit.Contracts;
using KubeStellar.Edge.TestKit.Targets;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

public sealed class MemoryBornTests : UpsyncTargetContract
{
    private readonly MemoryTarget _target = new();

    protected override Task<IUpsyncTarget> OpenAsync() => Task.FromResult<IUpsyncTarget>(_target);

    protected override Task BearAsync(ObjectKey key, JsonObject? item)
    {
        _target.Bear(key, item is null ? null : Encoding.UTF8.GetBytes(item.ToJsonString()));
        return Task.CompletedTask;
    }

    protected override Task BreakAsync(IUpsyncTarget target)
    {
        _target.BornTrouble = new UpsyncTrouble("Unreadable", "no");
        return Task.CompletedTask;
    }
}
