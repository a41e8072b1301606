using KubeStellar.Edge.Scripting.Tests.Host.Confinement;
using Xunit.Runner.InProc.SystemConsole;

namespace KubeStellar.Edge.Scripting.Tests;

/// <summary>The test executable is its own policy host, so that tests meet real child processes; and a host that tries to get out.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args) => args switch
    {
        ["policy-host"] => PolicyHostProgram.Run(CancellationToken.None),
        ["break-out", var file] => BreakOut.Run(file),
        _ => await ConsoleRunner.Run(args),
    };
}
