using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>What each step does. A step whose fault this machine cannot make does nothing.</summary>
internal static class SoakActions
{
    private static readonly Dictionary<string, Func<SoakWorld, SoakStep, CancellationToken, Task>> All = new(StringComparer.Ordinal)
    {
        ["edit"] = EditAsync,
        ["delete"] = DeleteAsync,
        ["secret"] = SecretAsync,
        ["size"] = (world, step, token) => LabelAsync(world, step, "size", world.Model.SetSize, token),
        ["zone"] = (world, step, token) => LabelAsync(world, step, "zone", world.Model.SetZone, token),
        ["policy"] = (world, step, token) => world.WritePolicyAsync(step.Value!, step.Object!.Value, token),
        ["kill-edge"] = async (world, step, token) =>
        {
            await Site(world, step).KillAsync(token);
            Site(world, step).Start();
        },
        ["down"] = (world, step, token) => Site(world, step).KillAsync(token),
        ["up"] = (world, step, _) => Done(() => Site(world, step).Start()),
        ["kill-hub"] = (world, _, token) => world.RestartHubAsync(token),
        ["kill-nats"] = (world, _, _) => Done(world.KillServer),
        ["stop"] = (world, step, _) => Done(Site(world, step).Stop),
        ["cont"] = (world, step, _) => Done(Site(world, step).Continue),
        ["link"] = (world, step, _) => Done(() => Site(world, step).SetLink(step.Value!)),
        ["disk"] = (world, step, _) => Done(() =>
        {
            if (SoakMachine.MayMount)
                Site(world, step).SetDisk(step.Value == "full");
        }),
        ["clock"] = (world, step, _) => Done(() => Site(world, step).SetClock(step.Value!)),
        ["pause"] = (world, step, token) => AtSiteAsync(world, step, token, "pause", "--reason", "soak"),
        ["resume"] = (world, step, token) => AtSiteAsync(world, step, token, "resume"),
        ["drift"] = (world, step, _) => Done(() => Site(world, step).Harm(SoakModel.FileOf(step.Object!.Value), step.Value == "delete")),
        ["wipe"] = WipeAsync,
        ["backup"] = (world, _, token) => world.CliAsync(token, "backup", world.Fleet.Folder[$"backup-{Guid.NewGuid():n}.tar"], "--state", world.Fleet.HubState),
    };

    public static Task DoAsync(SoakWorld world, SoakStep step, CancellationToken token) =>
        All.TryGetValue(step.Do, out var action) ? action(world, step, token) : throw new ArgumentException($"a history has no step '{step.Do}'");

    private static SoakSite Site(SoakWorld world, SoakStep step) => world.Sites[step.Edge!.Value];

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private static Task EditAsync(SoakWorld world, SoakStep step, CancellationToken token)
    {
        world.Model.Edit(step.Object!.Value, step.Value);
        return world.TakenAsync(t => world.Hub.ApplyAsync(t, SoakObjects.Written(step.Object!.Value, step.Value!)), token);
    }

    private static Task SecretAsync(SoakWorld world, SoakStep step, CancellationToken token)
    {
        world.Model.EditSecret(step.Object!.Value, step.Value);
        return world.TakenAsync(t => world.Hub.ApplyAsync(t, SoakObjects.WrittenSecret(step.Object!.Value, step.Value!)), token);
    }

    private static Task DeleteAsync(SoakWorld world, SoakStep step, CancellationToken token)
    {
        world.Model.Edit(step.Object!.Value, null);
        return world.TakenAsync(t => world.Hub.DeleteAsync([SoakObjects.KeyOf(step.Object!.Value)], [], t), token);
    }

    private static Task LabelAsync(SoakWorld world, SoakStep step, string label, Action<int, string> note, CancellationToken token)
    {
        note(step.Edge!.Value, step.Value!);
        return world.TakenAsync(t => world.Hub.LabelAsync(Site(world, step).Id, label, step.Value!, t), token);
    }

    // A site that is down, stopped or has a full disk does not take it; who stands there sees why, and goes away.
    private static async Task AtSiteAsync(SoakWorld world, SoakStep step, CancellationToken token, params string[] command)
    {
        Site(world, step).Paused = true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        try
        {
            await world.Fleet.CliAsync(limit.Token, [.. command, "--state", world.Fleet.EdgeState(Site(world, step).Id)]);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            // A stopped daemon does not answer.
        }
    }

    private static async Task WipeAsync(SoakWorld world, SoakStep step, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            await world.Hub.Connection.RequestAsync<string, string>("$JS.API.STREAM.DELETE." + Buckets.StreamOf(step.Value!), "", cancellationToken: limit.Token);
        }
        catch (Exception e) when (e is NATS.Client.Core.NatsException or OperationCanceledException && !token.IsCancellationRequested)
        {
            // The server is away.
        }
    }
}
