using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>
/// Bundles that parts of the hub had the runtime load: it remembers each until it is told to forget it, and whoever loads one to check or to foresee something does
/// not know who else came to need it meanwhile. So what nobody uses is forgotten here, some time after it was last asked for. From any thread.
/// </summary>
internal sealed class LoadedBundles(IPolicyRuntime runtime, TimeProvider time)
{
    /// <summary>Longer than a request takes from its check to the plan that follows it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Digest, DateTimeOffset> _asked = new();

    /// <inheritdoc cref="IPolicyRuntime.LoadAsync"/>
    public Task<PolicyOutcome<PolicyShape>> LoadAsync(Digest digest, PolicyBundle bundle, CancellationToken token)
    {
        _asked[digest] = time.GetUtcNow();
        return runtime.LoadAsync(digest, bundle, token);
    }

    /// <summary>Forgets a bundle now.</summary>
    public Task ForgetAsync(Digest digest, CancellationToken token)
    {
        _asked.TryRemove(digest, out _);
        return runtime.ForgetAsync(digest, token);
    }

    /// <summary>Forgets what nobody asked for of late and nobody uses.</summary>
    public async Task SweepAsync(IReadOnlySet<Digest> used, CancellationToken token)
    {
        var until = time.GetUtcNow() - Grace;
        foreach (var (digest, at) in _asked)
        {
            if (at <= until && !used.Contains(digest))
            {
                await ForgetAsync(digest, token);
            }
        }
    }
}
