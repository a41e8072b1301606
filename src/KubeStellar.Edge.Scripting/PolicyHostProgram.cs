using System.Threading.Channels;
using KubeStellar.Edge.Scripting.Client;
using KubeStellar.Edge.Scripting.Host;
using KubeStellar.Edge.Scripting.Host.Confinement;
using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting;

/// <summary>The policy host: a child process that runs policies for its parent, over its standard streams.</summary>
public static class PolicyHostProgram
{
    /// <summary>
    /// Confines itself as <see cref="PolicyRuntimeOptions.Confinement"/> of its daemon says, then serves until the input ends: a host never outlives its daemon,
    /// even while a script runs. Nothing else may use the two streams.
    /// </summary>
    /// <param name="input">Requests; its end is the order to stop.</param>
    /// <param name="output">Answers.</param>
    /// <param name="token">Stops it too.</param>
    /// <returns>Exit code.</returns>
    public static async Task<int> RunAsync(Stream input, Stream output, CancellationToken token)
    {
        using var loop = new HostLoop(TimeProvider.System);
        if (!Confine(loop))
        {
            return ConfinementReport.Refused;
        }

        var requests = Channel.CreateBounded<byte[][]>(1);
        // Read apart from running, so that the end of the input is seen while a script is busy.
        var reading = Task.Run(() => ReadAsync(input, requests.Writer, loop, token), token);
        await foreach (var request in requests.Reader.ReadAllAsync(token))
        {
            await HostFrame.WriteAsync(output, loop.Answer(request), token);
        }

        await reading;
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

    private static async Task ReadAsync(Stream input, ChannelWriter<byte[][]> requests, HostLoop loop, CancellationToken token)
    {
        try
        {
            while (await HostFrame.ReadAsync(input, token) is { } request)
            {
                await requests.WriteAsync(request, token);
            }
        }
        finally
        {
            requests.TryComplete();
            loop.Abandon();
        }
    }
}
