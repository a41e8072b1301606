namespace KubeStellar.Edge.Daemon.Cli;

/// <summary>Ends a verb with a sentence for people: what was wrong, where, what to do. Details are one line each.</summary>
internal sealed class CliException : Exception
{
    internal CliException(string message, IReadOnlyList<string>? details = null, int exitCode = CliExit.Error, Exception? inner = null)
        : base(message, inner)
    {
        Details = details ?? [];
        ExitCode = exitCode;
    }

    internal IReadOnlyList<string> Details { get; }

    internal int ExitCode { get; }

    /// <summary>Whether the same may go well a little later, because a hub or its server is away just now.</summary>
    internal bool Passing { get; init; }
}
