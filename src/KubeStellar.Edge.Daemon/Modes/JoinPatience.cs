using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>A device or a hub that is switched on before its network is there waits for it, and says so.</summary>
internal static class JoinPatience
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Asks until somebody answers.</summary>
    /// <param name="whom">Who is waited for: <c>the hub at nats://...</c></param>
    /// <param name="ask">Asks once.</param>
    /// <param name="token">Cancels.</param>
    internal static async Task<JoinReply> AskAsync(string whom, Func<Task<JoinReply>> ask, CancellationToken token)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                return await ask();
            }
            catch (HubUnreachableException e)
            {
                await Console.Error.WriteLineAsync($"waiting for {whom}: {e.Message}");
                await Task.Delay(wait, TimeProvider.System, token);
            }
        }
    }
}
