using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Commands;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>Verbs that steer one policy's rollouts. What has no meaning as the rollout stands, the hub refuses with what to do instead.</summary>
internal static class OrderCommands
{
    internal static Command BuildPause(CliServices services)
    {
        var command = new Command("pause", "Stop a policy's rollouts where they are, also those that begin later. Edges keep what they have.");
        var policy = new PolicyArgument(command);
        var time = DurationOption.Create("--for", "goes on by itself after so long (0: when a person says so)", "0");
        command.Add(time);
        return Finish(command, services, policy, false, (parsed, request) => request with { Action = RolloutActions.Pause, ForSeconds = Seconds(parsed.GetValue(time)) }, (parsed, request, _) =>
            request.ForSeconds > 0 ? $"paused for {parsed.GetValue(time)}" : "paused");
    }

    internal static Command BuildResume(CliServices services)
    {
        var command = new Command("resume", "Go on with a rollout that a person or its gate paused.");
        return Finish(command, services, new PolicyArgument(command), true, (_, request) => request with { Action = RolloutActions.Resume }, (_, _, _) => "resumed");
    }

    internal static Command BuildApprove(CliServices services)
    {
        var command = new Command("approve", "Let the wave that waits for approval open, or the one whose gate asks pass. Later waves may be approved in advance.");
        var policy = new PolicyArgument(command);
        var wave = new Option<int?>("--wave") { Description = "number of the wave, from 1 (default: the current one)", HelpName = "N" };
        wave.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && number < 1)
            {
                result.AddError("waves are counted from 1");
            }
        });
        command.Add(wave);
        return Finish(command, services, policy, true, (parsed, request) => request with { Action = RolloutActions.Approve, Wave = parsed.GetValue(wave) - 1 }, (_, request, result) => Approved(request, result.Rollout?.Progress));
    }

    internal static Command BuildAbort(CliServices services)
    {
        var command = new Command("abort", "End a rollout: its edges go back to what was proven before.");
        var policy = new PolicyArgument(command);
        var keep = new Option<bool>("--keep") { Description = "edges keep what they have instead" };
        command.Add(keep);
        return Finish(command, services, policy, false, (parsed, request) => request with { Action = RolloutActions.Abort, Keep = parsed.GetValue(keep) }, (_, request, _) =>
            request.Keep ? "aborted; edges keep what they have" : "aborted; edges go back to what was proven before");
    }

    internal static Command BuildRetry(CliServices services)
    {
        var command = new Command("retry", "Try a rollout again, from its first wave. After undo: go forward again.");
        return Finish(command, services, new PolicyArgument(command), true, (_, request) => request with { Action = RolloutActions.Retry }, (_, _, result) =>
            result.Rollout?.Progress is { Ended: false, Attempt: > 1 } again ? $"retried (attempt {again.Attempt} of release {again.Number})" : "goes forward again to the newest release");
    }

    internal static Command BuildUndo(CliServices services)
    {
        var command = new Command("undo", "Go back to an earlier release. It rolls out by the policy's own waves and gates.");
        var policy = new PolicyArgument(command);
        var revision = new Option<long?>("--to-revision") { Description = "number of the release, see 'kse rollout history' (default: the last one before that was complete)", HelpName = "N" };
        command.Add(revision);
        return Finish(command, services, policy, true, (parsed, request) => request with { Action = RolloutActions.Undo, Release = parsed.GetValue(revision) }, (_, _, result) =>
            $"goes back to release {result.Rollout?.Pin?.Release}");
    }

    internal static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    private static Command Finish(
        Command command, CliServices services, PolicyArgument policy, bool moves, Func<ParseResult, RolloutRequest, RolloutRequest> fill, Func<ParseResult, RolloutRequest, RolloutResult, string> done)
    {
        var order = new RolloutOrder(command, services);
        command.SetAction((parsed, token) =>
        {
            var request = fill(parsed, new RolloutRequest { Action = "", Policy = policy.Read(parsed) });
            return order.RunAsync(parsed, request, result => $"policy/{request.Policy} {done(parsed, request, result)}", moves, token);
        });
        return command;
    }

    private static string Approved(RolloutRequest request, RolloutProgress? progress)
    {
        var index = request.Wave ?? progress?.Wave ?? 0;
        if (progress is null || index >= progress.Waves.Count)
        {
            return "approved";
        }

        var wave = progress.Waves[index];
        return $"wave {index + 1} ({wave.Name}) {(wave.Passed is not null ? "passes" : $"approved by {string.Join(", ", wave.Approvals.Select(one => one.By))}")}";
    }
}
