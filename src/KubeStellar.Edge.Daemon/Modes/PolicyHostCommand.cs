using System.CommandLine;
using KubeStellar.Edge.Scripting;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary><c>kse policy-host</c>: the child process in which policies run. Daemons start it; people never do.</summary>
internal static class PolicyHostCommand
{
    internal static Command Build()
    {
        var command = new Command("policy-host", "Run policies for a daemon over standard input and output.") { Hidden = true };
        command.SetAction((_, token) => Task.FromResult(PolicyHostProgram.Run(token)));
        return command;
    }
}
