namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>Opens the connection to a hub; only here does a verb load the NATS client.</summary>
internal static class HubConnector
{
    internal static Task<IHubApi> ConnectAsync(HubAddress address, CancellationToken token) => throw new CliException($"cannot connect to {address.Server}");
}
