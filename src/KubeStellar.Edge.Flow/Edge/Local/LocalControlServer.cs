using System.Net.Sockets;
using System.Text.Json;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Flow.State.Site;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Edge.Local;

/// <summary>
/// Takes orders of people at the site, network or not: one JSON document a connection, ended by closing the sending side, and one in answer. Who may is who can open the
/// socket: the daemon's user and root.
/// </summary>
internal sealed partial class LocalControlServer(string stateDirectory, ISiteOrders orders, Backoff backoff, Random random, TimeProvider time, ILogger<LocalControlServer> log)
{
    private const int LongestOrder = 16 * 1024;
    private const int LongestText = 512;

    /// <summary>The socket's name within the state directory.</summary>
    internal const string SocketName = "kse-control.sock";

    internal Task RunAsync(CancellationToken token) =>
        new LocalExchange(Path.Combine(stateDirectory, SocketName), backoff, random, time) { OnFailed = LogFailed, OnGone = LogClient }.RunAsync(AnswerAsync, token);

    /// <summary>What comes of an order.</summary>
    internal SiteAnswer Obey(ReadOnlySpan<byte> text)
    {
        try
        {
            var order = JsonSerializer.Deserialize(text, SiteJson.Default.SiteOrder);
            if (order is not { Verb: not null, By.Length: > 0 and <= LongestText } || order.Reason?.Length > LongestText)
            {
                return new SiteAnswer(false, "this is no order: it has no verb, or no name of who gives it, or its reason is too long");
            }

            switch (order.Verb)
            {
                case "pause" when order is { For: null or > 0, Reason.Length: > 0 }:
                    orders.Pause(order.Reason, order.By, order.For is { } length ? TimeSpan.FromMilliseconds(length) : null);
                    return new SiteAnswer(true, "changes are held: what the hub sends is stored and not applied, and what is applied is kept as it is");
                case "pause":
                    return new SiteAnswer(false, "a pause needs a reason, and a length above zero where it has one");
                case "resume":
                    return orders.Resume(order.By) ? new SiteAnswer(true, "changes are let in again") : new SiteAnswer(true, "nothing was held");
                default:
                    return new SiteAnswer(false, $"this daemon knows no order '{order.Verb}'");
            }
        }
        catch (JsonException)
        {
            return new SiteAnswer(false, "this is no order: it is no JSON document of one");
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            return new SiteAnswer(false, $"it could not be recorded, so nothing changed: {error.Message}");
        }
    }

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(Socket client, CancellationToken token)
    {
        var order = new byte[LongestOrder];
        var (length, read) = (0, 0);
        while (length < order.Length && (read = await client.ReceiveAsync(order.AsMemory(length), token)) > 0)
        {
            length += read;
        }

        return JsonSerializer.SerializeToUtf8Bytes(Obey(order.AsSpan(0, length)), SiteJson.Default.SiteAnswer);
    }

    [LoggerMessage(2412, LogLevel.Warning, "The local control socket failed; it is opened again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(2413, LogLevel.Debug, "A client of the local control socket went away: {Reason}")]
    private partial void LogClient(string reason);
}
