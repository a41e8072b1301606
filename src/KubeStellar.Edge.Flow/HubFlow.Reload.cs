using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow;

/// <summary>Buckets that others wrote, lost or repaired; epochs that edges are ahead of.</summary>
internal sealed partial class HubFlow : IHubReload
{
    async Task IHubReload.ReloadAsync(string bucket, bool repaired, CancellationToken token)
    {
        await reload.RunAsync(bucket, token);
        if (bucket is Buckets.Hub or Buckets.Desired or Buckets.Content or Buckets.Decisions)
        {
            await state.Questions.AskAsync(answerer => answerer.ReloadAsync(bucket, token), token);
        }
    }

    async Task<bool> IHubAnswerer.ReloadAsync(string bucket, CancellationToken token)
    {
        switch (bucket)
        {
            case Buckets.Decisions:
                await state.Decisions.LoadAsync(token);
                _undecided = true;
                return true;
            case Buckets.Content:
                await state.Contents.LoadAsync(token);
                _contentsLost = true;
                break;
            case Buckets.Desired:
                foreach (var root in state.Roots.Reload(await state.Buckets[Buckets.Desired].LoadAsync(token)))
                {
                    if (_plan.Fleet.TryGet(root.Root.Edge, out var slot))
                    {
                        await EnforceAsync(root, slot, token);
                    }
                }

                break;
            default:
                if (state.Counters.Epoch > state.Epoch.Current)
                {
                    state.Epoch.Take(state.Counters.Epoch);
                    state.Roots.StaleBefore(state.Counters.Epoch);
                }

                break;
        }

        (_unfinished, _retryAt) = (true, default);
        return true;
    }

    /// <summary>Edges follow an epoch that this hub did not give: it lost state, and takes one above, or they would refuse its roots for ever.</summary>
    private async Task RaiseEpochAsync(CancellationToken token)
    {
        if (state.Hold.Holds || state.Epoch.Highest < state.Counters.Epoch)
        {
            return;
        }

        await state.Counters.RaiseAsync(state.Epoch.Highest + 1, token);
        state.Epoch.Take(state.Counters.Epoch);
        state.Roots.StaleBefore(state.Counters.Epoch);
        state.Events.Add("hub.epoch", "hub", "", "hub", $"edges follow epoch {state.Epoch.Highest}; this hub goes on under {state.Counters.Epoch}");
        (_unfinished, _retryAt) = (true, default);
    }
}
