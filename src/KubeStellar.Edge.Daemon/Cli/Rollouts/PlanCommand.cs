using System.CommandLine;
using System.Globalization;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Daemon.Cli.Rollouts.Plans;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary><c>kse rollout plan POLICY</c>, or <c>-f FILE [--simulate]</c>: the waves with their members, before anything starts.</summary>
internal static class PlanCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("plan", "Show the waves that a policy's next rollout would have, or its current one has, with their members; with -f those of a policy that no hub has yet, and how they would go. Changes nothing.");
        var policy = new PolicyArgument(command, optional: true);
        var plan = new PlanOptions(command);
        var output = new OutputOption(command);
        var hub = new HubOptions(command, policies: true);
        command.SetAction(async (parsed, token) =>
        {
            var format = output.Read(parsed);
            if (plan.Read(parsed) is { } asked)
            {
                return policy.Given(parsed)
                    ? throw new CliException("POLICY is one that a hub has, and -f one of a file; give one of them")
                    : await new FilePlan(services, asked).RunAsync(() => hub.OpenAsync(parsed, services, token), format, token);
            }

            var name = policy.Given(parsed) ? policy.Read(parsed) : throw new CliException("which policy is meant is missing: POLICY, or -f FILE");
            await using var session = await hub.OpenAsync(parsed, services, token);
            var request = new RolloutRequest { Action = RolloutActions.Plan, Policy = name };
            var result = await session.CallAsync<RolloutRequest, RolloutResult>(ApiVerbs.RolloutStatus, request, token);
            Write(services, name, result, format);
            return CliExit.Ok;
        });
        return command;
    }

    /// <summary>Waves with how many edges change, or the answer as it is.</summary>
    internal static void Write(CliServices services, string name, RolloutResult result, OutputFormat format)
    {
        if (format is OutputFormat.Table or OutputFormat.Wide)
        {
            Table(services, name, result, wide: format == OutputFormat.Wide);
        }
        else
        {
            RolloutStatusCommand.Document(services, result, format);
        }

        services.Out.Flush();
    }

    private static void Table(CliServices services, string name, RolloutResult result, bool wide)
    {
        if (result.Plan is not { Count: > 0 } plan)
        {
            services.Error.WriteLine($"policy {name} has no edges to move");
            return;
        }

        string[] more = wide ? ["MEMBERS"] : [];
        new TableText(["WAVE", "NAME", "CHANGE", "UNCHANGED", .. more]).Write(
            services,
            [.. plan.Select((wave, i) => (string[])[Number(i + 1), wave.Name, Number(wave.Edges.Count), Number(wave.Unchanged), .. wide ? new[] { Members(wave) } : []])],
            headers: true);
        services.Out.WriteLine(plan.Sum(wave => wave.Edges.Count) is > 0 and var change
            ? $"{change} of {change + plan.Sum(wave => wave.Unchanged)} edges would change"
            : "nothing would change");
    }

    private static string Members(PlannedWave wave) => wave.Edges.Count == 0 ? JsonView.Nothing : string.Join(',', wave.Edges);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
