using System.Diagnostics;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using NATS.Client.Core;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>The floor of a status: a bare consumer that reads the very messages of the edges and parses them, and does nothing with them.</summary>
internal static class BareReader
{
    /// <summary>Messages a second, from the first publish until the last is parsed.</summary>
    /// <param name="publisher">Publishes, as it does for the hub.</param>
    /// <param name="reader">Another connection.</param>
    /// <param name="messages">Ids of edges and what they say.</param>
    /// <param name="token">Cancels.</param>
    public static async Task<double> RoundAsync(NatsConnection publisher, NatsConnection reader, IReadOnlyList<(string Edge, byte[] Body)> messages, CancellationToken token)
    {
        await using var sub = await reader.SubscribeCoreAsync<NatsMemoryOwner<byte>>(
            "bench.up.*.report", opts: new NatsSubOpts { ChannelOpts = new NatsSubChannelOpts { Capacity = messages.Count + 10 } }, cancellationToken: token);
        var reading = Task.Run(async () =>
        {
            for (var read = 0; read < messages.Count; read++)
            {
                var msg = await sub.Msgs.ReadAsync(token);
                using (msg.Data)
                {
                    if (JsonSerializer.Deserialize(msg.Data.Span, ContractsJson.Default.ReportMessage)!.Reports.Count != 1)
                        throw new InvalidOperationException("the floor read something else");
                }
            }

            return Stopwatch.GetTimestamp();
        }, token);
        await reader.PingAsync(token);
        var start = Stopwatch.GetTimestamp();
        foreach (var (edge, body) in messages)
            await publisher.PublishAsync($"bench.up.{edge}.report", body, replyTo: $"_INBOX.{edge}.bare", cancellationToken: token);
        return messages.Count / Stopwatch.GetElapsedTime(start, await reading).TotalSeconds;
    }
}
