using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>The daemon on this machine, behind the Unix socket in its state directory. No network is needed.</summary>
internal static class LocalDaemon
{
    internal static Task<JsonElement> AskAsync(string socket, CancellationToken token) => throw new CliException($"no daemon answers at {socket}");
}
