using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Nats.Link;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>A device or a hub that is switched on before its network is there, or that a person has to approve, waits for it, and says so.</summary>
internal static class JoinPatience
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Asks until somebody answers.</summary>
    /// <param name="whom">Who is waited for: <c>the hub at nats://...</c></param>
    /// <param name="ask">Asks once.</param>
    /// <param name="token">Cancels.</param>
    /// <param name="waits">Told what is waited for, whenever it is asked in vain.</param>
    internal static async Task<JoinReply> AskAsync(string whom, Func<Task<JoinReply>> ask, CancellationToken token, Action<HubUnreachableException>? waits = null)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                return await ask();
            }
            catch (HubUnreachableException e)
            {
                waits?.Invoke(e);
                await Console.Error.WriteLineAsync(e is JoinWaitsException ? $"not admitted yet: {e.Message}" : $"waiting for {whom}: {e.Message}");
                await Task.Delay(e.RetryAfter is { } least && least > wait ? least : wait, TimeProvider.System, token);
            }
        }
    }
}
