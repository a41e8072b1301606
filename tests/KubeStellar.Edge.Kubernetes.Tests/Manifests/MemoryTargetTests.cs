using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.TestKit.Contracts;
using KubeStellar.Edge.TestKit.Targets;

namespace KubeStellar.Edge.Kubernetes.Tests.Manifests;

/// <summary>The fake that other suites rely on keeps the same contract.</summary>
public sealed class MemoryTargetTests : TargetContract
{
    private readonly MemoryTarget _target = new();

    protected override ITarget Reopen() => _target;

    protected override Task PutForeignAsync(ObjectKey key, byte[] content)
    {
        _target.PutForeign(key, content);
        return Task.CompletedTask;
    }

    protected override Task TamperAsync(ObjectKey key, byte[]? content)
    {
        _target.Tamper(key, content);
        return Task.CompletedTask;
    }

    protected override Task<byte[]?> PeekAsync(ObjectKey key) => Task.FromResult(_target.Objects.GetValueOrDefault(key));

    protected override Task<bool> SetStatusAsync(ObjectKey key, string status)
    {
        _target.SetStatus(key, status);
        return Task.FromResult(true);
    }
}
