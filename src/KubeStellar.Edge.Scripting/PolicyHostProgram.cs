using KubeStellar.Edge.Scripting.Client;
using KubeStellar.Edge.Scripting.Host;
using KubeStellar.Edge.Scripting.Host.Confinement;
using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting;

/// <summary>The policy host: a child process that runs policies for its parent, over its standard streams.</summary>
public static class PolicyHostProgram
{
    private const int StandardInput = 0;

    /// <summary>
    /// Confines itself as <see cref="PolicyRuntimeOptions.Confinement"/> of its daemon says, then serves until its standard input ends: a host never outlives its daemon,
    /// even while a script runs. Nothing else may use the two standard streams. One thread reads, runs and answers.
    /// </summary>
    /// <param name="token">Stops it too.</param>
    /// <returns>Exit code.</returns>
    public static int Run(CancellationToken token)
    {
        using var loop = new HostLoop(TimeProvider.System);
        if (!Confine(loop))
        {
            return ConfinementReport.Refused;
        }

        using var stop = token.Register(loop.Abandon);
        WatchInput(loop);
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        var requests = new HostFrame(input);
        while (!token.IsCancellationRequested && requests.Read() is { } request)
        {
            HostFrame.Write(output, loop.Answer(request));
        }

        return 0;
    }

    private static bool Confine(HostLoop loop)
    {
        if (!Enum.TryParse<ConfinementMode>(Environment.GetEnvironmentVariable(HostCommand.ModeVariable), out var mode) || mode == ConfinementMode.Off)
        {
            return true;
        }

        Warmup.Run(loop);
        var report = Confiner.Apply(Environment.GetEnvironmentVariable(HostCommand.NetworkVariable) ?? "");
        Console.Error.WriteLine(report.ToLine());
        return mode != ConfinementMode.Required || report.Holds;
    }

    /// <summary>Apart from reading, so that the end of the input is seen while a script is busy.</summary>
    private static void WatchInput(HostLoop loop) => new Thread(() =>
    {
        if (Poll.UntilClosed(StandardInput))
        {
            loop.Abandon();
        }
    })
    { IsBackground = true, Name = "input" }.Start();
}
