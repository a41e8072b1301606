using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>Follows a policy's rollout to its end, and the one that takes its place.</summary>
internal sealed class RolloutWatch(CliServices services, HubSession session, string policy)
{
    // Live totals lie in no bucket: they are asked for.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private string _away = "";

    internal async Task<int> RunAsync(IStatusView view, CancellationToken token)
    {
        await using var signal = new ChangeSignal(session.Api, [Buckets.Rollouts, Buckets.Policies], services, token);
        while (true)
        {
            if (await LookAsync(view, token))
            {
                return CliExit.Ok;
            }

            await signal.WaitAsync(Poll, token);

            // A burst of changes is one look.
            await Task.Delay(Pace, services.Time, token);
        }
    }

    private async Task<bool> LookAsync(IStatusView view, CancellationToken token)
    {
        try
        {
            // Asked before the status: what was settled then is in what is told now.
            var info = await session.InfoAsync(token);
            var result = await RolloutStatusCommand.AskAsync(session, policy, token);
            view.Show(result);
            Away(info.Held.Length > 0 ? $"the hub holds: {info.Held}" : "");
            return info is { Settled: true, Held: "" } && await EndAsync(view, result, token);
        }
        catch (CliException away) when (away.Passing)
        {
            Away(away.Message);
            return false;
        }
    }

    private async Task<bool> EndAsync(IStatusView view, RolloutResult result, CancellationToken token)
    {
        if (result.Rollout?.Progress is { Ended: false })
        {
            return false;
        }

        var items = await session.ListAllAsync(new GetQuery { Resource = ResourceTypes.Policies.Plural, Name = policy }, token);
        if (items.Count == 0)
        {
            throw new CliException($"policy {policy} is deleted", ["what it placed goes as its last rollout says"], CliExit.Difference);
        }

        var judge = RolloutJudge.Of(new JsonView(items[0]), result.Rollout);
        if (judge.Failed)
        {
            throw RolloutLook.Failed(policy, judge, []);
        }

        if (!judge.Done)
        {
            Away(judge.Text);
            return false;
        }

        view.End(result.Rollout?.Progress is { } progress ? $"policy/{policy} rolled out (release {progress.Number})" : $"policy/{policy} has nothing to roll out");
        return true;
    }

    // Said once, beside the data.
    private void Away(string why)
    {
        if (why != _away)
        {
            _away = why;
            if (why.Length > 0)
            {
                services.Error.WriteLine(CliErrors.OneLine(why));
            }
        }
    }
}
