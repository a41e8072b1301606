using System.CommandLine;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse wait --for=CONDITION</c></summary>
internal static class WaitCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    internal static Command Build(CliServices services)
    {
        var command = new Command("wait", "Wait until the fleet, a policy or an edge is in a state. Exit code 3: it was not in time; 1: a rollout that is waited for was rolled back or aborted.");
        var type = new Argument<string>("TYPE") { Description = "policy or edge, or the name of a policy whose rollout is waited for; nothing for the whole workspace", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        var name = new Argument<string>("NAME") { Description = "its name", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        var condition = new Option<string>("--for") { Description = "settled (held changes too; they are named), converged, ready, reachable[=N], held, rollout=complete or condition=TYPE[=STATUS] of a policy: Ready, Stalled, Held, Progressing, Degraded, Complete", HelpName = "CONDITION", Required = true };
        condition.CompletionSources.Add("settled", "converged", "ready", "reachable", "held", "rollout=complete", "condition=Ready", "condition=Complete", "condition=Degraded=False");
        var selector = new Option<string>("--selector", "-l") { Description = "which edges reachable=N counts", HelpName = "SELECTOR", DefaultValueFactory = _ => "" };
        var timeout = DurationOption.Create("--timeout", "how long to wait", "60s");
        command.Add(type);
        command.Add(name);
        command.Add(condition);
        command.Add(selector);
        command.Add(timeout);
        var hub = new HubOptions(command, timeout: false);
        command.SetAction(async (parsed, token) =>
        {
            var (word, wanted) = GetCommand.SplitName(parsed.GetValue(type)!, parsed.GetValue(name)!);
            var check = WaitCheck.Parse(parsed.GetValue(condition)!, word, wanted, parsed.GetValue(selector)!);
            TimeSpan limit = parsed.GetValue(timeout);
            using var deadline = new CancellationTokenSource(limit, services.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, token);
            var progress = new WaitProgress(services);
            try
            {
                await using var session = await OpenAsync(hub, parsed, services, progress, either.Token);
                await UntilAsync(session, services, check, progress, either.Token);
                progress.Clear();
                foreach (var note in check.Notes)
                {
                    services.Error.WriteLine(CliErrors.OneLine($"note: {note}"));
                }

                if (check.Condition == "settled")
                {
                    await HeldNotice.OfAsync(services, session, check.Policy, token);
                }

                services.Out.WriteLine($"{check.Subject} {check.Condition}");
                services.Out.Flush();
                return CliExit.Ok;
            }
            catch (Exception error) when (
                deadline.IsCancellationRequested && !token.IsCancellationRequested && error is OperationCanceledException or CliException { ExitCode: CliExit.Timeout })
            {
                throw new CliException($"{check.Subject} was not {check.Condition} within {Durations.Show(limit)}", progress.Last, CliExit.Timeout, error);
            }
            finally
            {
                progress.Clear();
            }
        });
        return command;
    }

    // A hub that starts for the first time writes its context when it is ready: a script may wait for that, too.
    private static async Task<HubSession> OpenAsync(HubOptions hub, ParseResult parsed, CliServices services, WaitProgress progress, CancellationToken token)
    {
        while (true)
        {
            try
            {
                return await hub.OpenAsync(parsed, services, token);
            }
            catch (CliException absent) when (absent.Passing)
            {
                progress.Show([absent.Message, .. absent.Details]);
            }

            await Task.Delay(Pace, services.Time, token);
        }
    }

    private static async Task UntilAsync(HubSession session, CliServices services, WaitCheck check, WaitProgress progress, CancellationToken token)
    {
        // The watches come first, so that a change between look and wait is not missed.
        await using var signal = new ChangeSignal(
            session.Api, [Buckets.Policies, Buckets.Rollouts, Buckets.Edges, Buckets.Desired, Buckets.Heads, Buckets.Summaries], services, token);
        while (true)
        {
            var missing = await LookAsync(session, check, token);
            if (missing.Count == 0)
            {
                return;
            }

            progress.Show(missing);
            await signal.WaitAsync(Poll, token);
            await Task.Delay(Pace, services.Time, token);
        }
    }

    // A hub that is away just now is one more thing to wait for.
    private static async Task<IReadOnlyList<string>> LookAsync(HubSession session, WaitCheck check, CancellationToken token)
    {
        try
        {
            return await check.LookAsync(session, token);
        }
        catch (CliException away) when (away.Passing)
        {
            return [away.Message];
        }
    }
}
