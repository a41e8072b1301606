using System.CommandLine;
using System.Globalization;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary><c>kse rollout plan POLICY</c>: the waves with their members, before anything starts.</summary>
internal static class PlanCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("plan", "Show the waves that a policy's next rollout would have, or its current one has, with their members. Changes nothing.");
        var policy = new PolicyArgument(command);
        var output = new OutputOption(command);
        var hub = new HubOptions(command, policies: true);
        command.SetAction(async (parsed, token) =>
        {
            var (name, format) = (policy.Read(parsed), output.Read(parsed));
            await using var session = await hub.OpenAsync(parsed, services, token);
            var request = new RolloutRequest { Action = RolloutActions.Plan, Policy = name };
            var result = await session.CallAsync<RolloutRequest, RolloutResult>(ApiVerbs.Rollout, request, token);
            if (format is OutputFormat.Table or OutputFormat.Wide)
            {
                Table(services, name, result, wide: format == OutputFormat.Wide);
            }
            else
            {
                RolloutStatusCommand.Document(services, result, format);
            }

            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
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
