using Spectre.Console;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>Colours of words that say how something fares.</summary>
internal static class StateColors
{
    internal static Style Of(string word) => word.ToLowerInvariant() switch
    {
        "ready" or "current" or "applied" or "yes" or "valid" or "created" => Color.Green,
        "stalled" or "failed" or "expired" or "error" or "unreachable" or "deleted" => Color.Red,
        "held" or "pending" or "waiting" or "inprogress" or "degraded" or "wanted" or "behind" or "used" or "received" or "configured" => Color.Yellow,
        _ => Style.Plain,
    };
}
