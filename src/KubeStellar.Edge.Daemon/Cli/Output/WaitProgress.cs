namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>What is still missing, on one line that is written over; at a terminal only.</summary>
internal sealed class WaitProgress(CliServices services)
{
    private const int Width = 100;
    private bool _shown;

    /// <summary>What was missing last.</summary>
    internal IReadOnlyList<string> Last { get; private set; } = [];

    internal void Show(IReadOnlyList<string> missing)
    {
        Last = missing;
        if (services.ErrorIsTerminal)
        {
            var line = CliErrors.OneLine("waiting: " + missing[0] + (missing.Count > 1 ? $" (and {missing.Count - 1} more)" : ""));
            services.Error.Write("\r" + line[..Math.Min(line.Length, Width)].PadRight(Width));
            _shown = true;
        }
    }

    internal void Clear()
    {
        if (_shown)
        {
            services.Error.Write("\r" + new string(' ', Width) + "\r");
        }
    }
}
