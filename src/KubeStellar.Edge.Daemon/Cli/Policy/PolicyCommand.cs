using System.CommandLine;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary><c>kse policy …</c>: what people do with policies before they apply them. The engine is the production engine in every verb.</summary>
internal static class PolicyCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("policy", "Check, test, run, measure and preview policies.");
        foreach (var verb in Verbs(services))
        {
            command.Add(verb);
        }

        return command;
    }

    private static IEnumerable<Command> Verbs(CliServices services) =>
    [
        CheckCommand.Build(services),
        TestCommand.Build(services),
        RunCommand.Build(services),
        BenchCommand.Build(services),
        TypesCommand.Build(services),
        PreviewCommand.Build(services),
        ReplayCommand.Build(services),
    ];
}
