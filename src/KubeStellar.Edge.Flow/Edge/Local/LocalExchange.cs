using System.Net.Sockets;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Edge.Local;

/// <summary>
/// Serves a socket of the daemon: one exchange a connection, one after the other, each within a time that nobody can stretch. A socket that fails is opened again.
/// </summary>
/// <param name="path">Where it is.</param>
/// <param name="backoff">How long to wait after failures.</param>
/// <param name="random">Spreads that.</param>
/// <param name="time">Clock.</param>
internal sealed class LocalExchange(string path, Backoff backoff, Random random, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Called when the socket failed.</summary>
    internal required Action<Exception> OnFailed { get; init; }

    /// <summary>Called when a client went away before its exchange was done.</summary>
    internal required Action<string> OnGone { get; init; }

    /// <summary>Serves until the token ends.</summary>
    /// <param name="answer">Reads what it wants of the client, and makes the answer.</param>
    /// <param name="token">Ends it.</param>
    internal async Task RunAsync(Func<Socket, CancellationToken, Task<ReadOnlyMemory<byte>>> answer, CancellationToken token)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                using var listener = LocalSocket.Listen(path);
                while (true)
                {
                    using var client = await listener.AcceptAsync(token);
                    await ServeAsync(client, answer, token);
                    failures = 0;
                }
            }
            catch (Exception error) when (error is SocketException || DiskTrouble.Is(error))
            {
                OnFailed(error);
            }

            await Task.Delay(backoff.After(++failures, random), time, token);
        }
    }

    private async Task ServeAsync(Socket client, Func<Socket, CancellationToken, Task<ReadOnlyMemory<byte>>> answer, CancellationToken token)
    {
        using var limit = new CancellationTokenSource(Deadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, limit.Token);
        try
        {
            var rest = await answer(client, both.Token);
            while (!rest.IsEmpty)
            {
                rest = rest[await client.SendAsync(rest, both.Token)..];
            }

            client.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException || (error is OperationCanceledException && !token.IsCancellationRequested))
        {
            OnGone(error.Message);
        }
    }
}
