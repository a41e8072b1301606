using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Cli.Connection;

/// <summary>The hub's API as a verb sees it.</summary>
internal interface IHubApi : IAsyncDisposable
{
    /// <summary>One request; throws <see cref="TimeoutException"/> when no hub answers in time and <see cref="CliException"/> when the server refuses.</summary>
    Task<ApiReply> CallAsync(string workspace, string verb, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken token);

    /// <summary>Keys of a bucket as they change, until cancelled.</summary>
    IAsyncEnumerable<string> WatchAsync(string bucket, CancellationToken token);
}
