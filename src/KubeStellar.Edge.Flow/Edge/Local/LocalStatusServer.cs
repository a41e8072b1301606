using System.Net.Sockets;
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
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>The socket's name within the state directory.</summary>
    internal const string SocketName = "kse.sock";

    internal async Task RunAsync(CancellationToken token)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                using var listener = LocalSocket.Listen(Path.Combine(stateDirectory, SocketName));
                while (true)
                {
                    using var client = await listener.AcceptAsync(token);
                    await AnswerAsync(client, token);
                    failures = 0;
                }
            }
            catch (Exception error) when (error is SocketException || DiskTrouble.Is(error))
            {
                LogFailed(error);
            }

            await Task.Delay(backoff.After(++failures, random), time, token);
        }
    }

    private async Task AnswerAsync(Socket client, CancellationToken token)
    {
        using var limit = new CancellationTokenSource(Deadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
        try
        {
            ReadOnlyMemory<byte> answer = JsonSerializer.SerializeToUtf8Bytes(source.Status, SiteJson.Default.EdgeStatus);
            while (!answer.IsEmpty)
            {
                answer = answer[await client.SendAsync(answer, both.Token)..];
            }

            client.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !token.IsCancellationRequested))
        {
            LogClient(error.Message);
        }
    }

    [LoggerMessage(2410, LogLevel.Warning, "The local status socket failed; it is opened again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(2411, LogLevel.Debug, "A client of the local status socket went away: {Reason}")]
    private partial void LogClient(string reason);
}
