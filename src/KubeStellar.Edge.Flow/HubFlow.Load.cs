using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow;

/// <summary>The start: what the buckets hold becomes the plan that this process goes on from.</summary>
internal sealed partial class HubFlow
{
    internal async Task LoadAsync(CancellationToken token)
    {
        await PrepareAsync(token);
        await state.Lease.TakeAsync(token);

        // Side by side: the server reads one while another is parsed.
        var (contents, roots) = (state.Contents.LoadAsync(token), state.Buckets[Buckets.Desired].LoadAsync(token));
        var trusted = loader.LoadAsync(token);
        await Task.WhenAll(contents, roots, trusted);
        var hub = await trusted;
        state.Roots.Load(await roots);
        await state.Counters.StartAsync(hub.FirstOrDefault(entry => entry.Key == HubCounters.StateKey), state.Roots.Newest, token);
        state.Epoch.Take(state.Counters.Epoch);
        state.Roots.StaleBefore(state.Counters.Epoch);
        _sweepAt = time.GetUtcNow() + state.Publish.SweepEvery;

        foreach (var edge in inventory.Edges.OrderBy(edge => edge.Id, StringComparer.Ordinal))
        {
            _plan.Fleet.Set(edge);
        }

        await LoadRootsAsync(token);
        await TryAsync(state.Decisions.LoadAsync, token);
        var all = state.Roots.All.Select(root => new RootChange(root.Root.Edge, null, root)).ToList();
        foreach (var observer in _observers)
        {
            observer.RootsPublished(all);
        }

        Loaded(log, _plan.Fleet.Count, _plan.Policies.Count, all.Count, state.Counters.Epoch);
    }

    // A server that was killed under load accepts connections before it has read its streams again: that is no reason to end.
    private async Task PrepareAsync(CancellationToken token)
    {
        const int Tries = 10;
        for (var tried = 1; ; tried++)
        {
            try
            {
                // Before the guards, which may write: of two hubs on one set of buckets the newcomer leaves them alone.
                await state.Lease.ExcludeRivalAsync(token);
                foreach (var guard in guards)
                {
                    await guard.PrepareAsync(token);
                }

                return;
            }
            catch (BucketUnavailableException error) when (tried < Tries)
            {
                NotLoadedYet(log, error.Message);
                await Task.Delay(Tick / 5, time, token);
            }
        }
    }

    [LoggerMessage(1509, LogLevel.Warning, "The buckets could not be looked at yet: {Why}")]
    private static partial void NotLoadedYet(ILogger logger, string why);

    /// <summary>What each edge's durable root says is what is in force.</summary>
    private async Task LoadRootsAsync(CancellationToken token)
    {
        var strangers = new List<string>();
        foreach (var root in state.Roots.All)
        {
            if (!_plan.Fleet.TryGet(root.Root.Edge, out var slot))
            {
                strangers.Add(root.Root.Edge);
                continue;
            }

            await EnforceAsync(root, slot, token);
        }

        foreach (var rollout in state.Rollouts.All)
        {
            _plan.Of(rollout.Policy).Hold = rollout.Hold;
        }

        // A crash between an edge's removal and its root's leaves one or a few roots without an edge. More of them mean that the inventory was lost.
        const int Few = 3;
        if (strangers.Count > Math.Max(Few, _plan.Fleet.Count / 10))
        {
            state.Hold.Set($"{strangers.Count} edges have roots and are not in the inventory ({_plan.Fleet.Count} are): the inventory looks lost");
            return;
        }

        _leaving.UnionWith(strangers);
    }

    /// <summary>What a root says is what its edge has.</summary>
    private async Task EnforceAsync(PublishedRoot root, int slot, CancellationToken token)
    {
        foreach (var policy in _plan.Policies.Values)
        {
            policy.Grow(_plan.Fleet.Count);
            policy.InForce[slot] = null;
        }

        foreach (var entry in root.Root.Policies)
        {
            var policy = _plan.Of(entry.Policy);
            if (!policy.Manifests.TryGetValue(entry.Manifest, out var manifest))
            {
                policy.Manifests[entry.Manifest] = manifest =
                    new ManifestRef(entry.Policy, entry.Manifest, await state.Manifests.ReadAsync(entry.Manifest, token), null);
            }

            policy.InForce[slot] = manifest.Granted(entry.Grant);
        }
    }
}
