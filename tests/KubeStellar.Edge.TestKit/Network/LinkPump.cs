using System.Net.Sockets;
using System.Threading.Channels;

namespace KubeStellar.Edge.TestKit.Network;

/// <summary>One direction of a connection: takes what is sent, holds it as long as the link wants, and hands it on.</summary>
internal sealed class LinkPump(LinkProxy link, LinkFlow flow, Socket from, Socket to)
{
    private const int LargestPiece = 4096;
    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(100);

    // What is on its way at once; more waits at the sender.
    private readonly Channel<(long Sent, byte[] Bytes)> _way = Channel.CreateBounded<(long, byte[])>(16);

    public async Task RunAsync(CancellationToken token)
    {
        var taking = TakeAsync(token);
        await GiveAsync(token);
        await taking;
    }

    private async Task TakeAsync(CancellationToken token)
    {
        try
        {
            var buffer = new byte[LargestPiece];
            while (await from.ReceiveAsync(buffer.AsMemory(0, Piece()), token) is > 0 and var count)
                await _way.Writer.WriteAsync((link.Time.GetTimestamp(), buffer[..count]), token);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Reset, or the end.
        }

        _way.Writer.TryComplete();
    }

    private async Task GiveAsync(CancellationToken token)
    {
        try
        {
            await foreach (var (sent, bytes) in _way.Reader.ReadAllAsync(token))
            {
                await HoldAsync(sent, bytes.Length, token);
                if (flow.Dead)
                    continue;
                for (var given = 0; given < bytes.Length;)
                    given += await to.SendAsync(bytes.AsMemory(given), token);
                flow.Carried(bytes.Length);
            }

            // Whoever is at the other end of a dead connection is not told of this end either.
            if (flow.Dead)
                await Task.Delay(Timeout.InfiniteTimeSpan, link.Time, token);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            flow.Reset();
        }
    }

    private async Task HoldAsync(long sent, int count, CancellationToken token)
    {
        await ThawAsync(token);
        var faults = link.Faults;
        var wait = faults.Delay + (faults.Jitter * (faults.Jitter > TimeSpan.Zero ? link.Dice() : 0)) - link.Time.GetElapsedTime(sent);
        if (faults.StallShare > 0 && link.Dice() < faults.StallShare)
            wait = (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) + (faults.StallUpTo * link.Dice());
        if (faults.BytesPerSecond > 0 && TimeSpan.FromSeconds((double)count / faults.BytesPerSecond) is var slow && slow > wait)
            wait = slow;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, link.Time, token);
        await ThawAsync(token);
    }

    private async Task ThawAsync(CancellationToken token)
    {
        while (true)
        {
            var change = link.ChangeAsync();
            if (!link.Faults.Frozen || flow.Dead)
                return;
            await change.WaitAsync(token);
        }
    }

    private int Piece() => link.Faults.BytesPerSecond is > 0 and var rate ? Math.Clamp((int)(rate * Slot.TotalSeconds), 1, LargestPiece) : LargestPiece;
}
