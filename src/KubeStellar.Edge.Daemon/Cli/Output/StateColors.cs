using Spectre.Console;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>Colours of words that say how something fares.</summary>
internal static class StateColors
{
    internal static Style Of(string word) => word.ToLowerInvariant() switch
    {
        "ready" or "current" or "applied" or "yes" or "valid" or "created" or "complete" or "passed" => Color.Green,
        "stalled" or "failed" or "expired" or "error" or "unreachable" or "lost" or "deleted" or "rolledback" or "rollingback" or "aborted" => Color.Red,
        "held" or "pending" or "waiting" or "inprogress" or "degraded" or "wanted" or "behind" or "used" or "received" or "configured" or "open" or "soaking" or "progressing" or "paused" => Color.Yellow,
        _ => Style.Plain,
    };
}
