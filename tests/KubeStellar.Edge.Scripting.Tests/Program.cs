using Xunit.Runner.InProc.SystemConsole;

namespace KubeStellar.Edge.Scripting.Tests;

/// <summary>The test executable is its own policy host, so that tests meet real child processes.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args) =>
        args is ["policy-host"]
            ? await PolicyHostProgram.RunAsync(Console.OpenStandardInput(), Console.OpenStandardOutput(), CancellationToken.None)
            : await ConsoleRunner.Run(args);
}
