using System.CommandLine;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Flow.Hub.Decide;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary><c>kse policy replay DECISION</c>: whether a recorded decision comes out the same again.</summary>
internal static class ReplayCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("replay", "Evaluate a recorded decision again, with what was recorded of it. Exit code 1: something comes out differently, or cannot be replayed.");
        var decision = new Argument<string?>("DECISION")
        {
            Description = "id of a decision ('kse get decisions'), or policy/object",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var file = new Option<FileInfo?>("--file") { Description = "a file that --save wrote, instead of a hub", HelpName = "FILE" };
        var save = new Option<FileInfo?>("--save") { Description = "write the decision, with the policy and the object, to a file", HelpName = "FILE" };
        command.Add(decision);
        command.Add(file);
        command.Add(save);
        var output = new OutputOption(command);
        var hub = new HubOptions(command, policies: true);
        command.SetAction(async (parsed, token) =>
        {
            var found = (parsed.GetValue(decision), parsed.GetValue(file)) switch
            {
                (null, { } from) => DecisionSource.Read(from),
                ({ } name, null) => await FetchAsync(name),
                _ => throw new CliException("say which decision: an id, policy/object, or --file FILE"),
            };
            if (parsed.GetValue(save) is { } to)
            {
                DecisionSource.Write(to, found);
            }

            await using var engine = PolicyEngine.Open(services);
            var result = await new DecisionReplay(engine.Runtime).ReplayAsync(found, token);
            ReplayText.Write(services, found.Record, result, output.Read(parsed));
            services.Out.Flush();
            return result.Same ? CliExit.Ok : CliExit.Difference;

            async Task<DecisionFile> FetchAsync(string name)
            {
                await using var session = await hub.OpenAsync(parsed, services, token);
                return await DecisionSource.FetchAsync(session, name, token);
            }
        });
        return command;
    }
}
