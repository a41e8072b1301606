using System.Text.Json;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Local;

/// <summary>
/// Answers <c>kse status</c> on the device, network or not: one JSON document a connection, over a socket that only the daemon's user can open.
/// A socket file that is left from a killed daemon is replaced; that no second daemon lives is sure, because the state directory is locked.
/// </summary>
internal sealed partial class LocalStatusServer(string stateDirectory, IEdgeStatusSource source, Backoff backoff, Random random, TimeProvider time, ILogger<LocalStatusServer> log)
{
    /// <summary>The socket's name within the state directory.</summary>
    internal const string SocketName = "kse.sock";

    internal Task RunAsync(CancellationToken token) => new LocalExchange(Path.Combine(stateDirectory, SocketName), backoff, random, time) { OnFailed = LogFailed, OnGone = LogClient }.RunAsync(
        (_, _) => Task.FromResult<ReadOnlyMemory<byte>>(JsonSerializer.SerializeToUtf8Bytes(source.Status, SiteJson.Default.EdgeStatus)), token);

    [LoggerMessage(2410, LogLevel.Warning, "The local status socket failed; it is opened again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(2411, LogLevel.Debug, "A client of the local status socket went away: {Reason}")]
    private partial void LogClient(string reason);
}
