using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Daemon.Cli;

/// <summary>All that a verb touches outside itself, so that tests run verbs without a process, a terminal or a server.</summary>
internal sealed record CliServices
{
    /// <summary>Data.</summary>
    internal required TextWriter Out { get; init; }

    /// <summary>Everything that is not data.</summary>
    internal required TextWriter Error { get; init; }

    /// <summary>Opens standard input.</summary>
    internal required Func<Stream> OpenInput { get; init; }

    /// <summary>Reads an environment variable; null when it is not set.</summary>
    internal required Func<string, string?> Environment { get; init; }

    /// <summary>Clock for ages, time-outs and polls.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether <see cref="Out"/> is a terminal.</summary>
    internal bool OutIsTerminal { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal.</summary>
    internal bool ErrorIsTerminal { get; init; }

    /// <summary>Columns and rows of the terminal that <see cref="Out"/> is.</summary>
    internal Func<(int Width, int Height)> Screen { get; init; } = () => (100, 24);

    /// <summary>Name of this machine, for the audit.</summary>
    internal string Machine { get; init; } = System.Environment.MachineName;

    /// <summary>Connects to a hub.</summary>
    internal required Func<HubAddress, CancellationToken, Task<IHubApi>> ConnectAsync { get; init; }

    /// <summary>Asks the local daemon, by the path of its socket.</summary>
    internal required Func<string, CancellationToken, Task<JsonElement>> AskLocalAsync { get; init; }

    /// <summary>Gives an order to the local daemon, by the path of its control socket.</summary>
    internal required Func<string, SiteOrder, CancellationToken, Task<SiteAnswer>> OrderLocalAsync { get; init; }

    /// <summary>Executable of the policy host; null: this process's own.</summary>
    internal string? PolicyHost { get; init; }

    /// <summary>Colours and signs beyond ASCII: only for a person at a terminal who did not decline them (https://no-color.org).</summary>
    internal bool Colors => OutIsTerminal && string.IsNullOrEmpty(Environment("NO_COLOR")) && Environment("TERM") != "dumb";

    /// <summary>Whether stack traces are wanted.</summary>
    internal bool Debug => Environment("KSE_DEBUG") is { Length: > 0 } and not "0";

    /// <summary>The services of this process.</summary>
    internal static CliServices OfProcess() => OfProcess(new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { NewLine = "\n", AutoFlush = true });

    private static CliServices OfProcess(TextWriter error) => new()
    {
        // One large buffer: a listing of 10,000 edges is written in a few system calls. Verbs flush when they have said something whole.
        Out = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" },
        Error = error,
        OpenInput = Console.OpenStandardInput,
        Environment = System.Environment.GetEnvironmentVariable,
        OutIsTerminal = !Console.IsOutputRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        Screen = () => (Console.WindowWidth, Console.WindowHeight),
        ConnectAsync = (address, token) => HubConnector.ConnectAsync(address, error, token),
        AskLocalAsync = LocalDaemon.AskAsync,
        OrderLocalAsync = LocalDaemon.OrderAsync,
    };
}
