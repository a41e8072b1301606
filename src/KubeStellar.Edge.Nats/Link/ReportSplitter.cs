using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>Sends reports in as many messages as the server's limit needs, and joins the answers.</summary>
internal sealed class ReportSplitter(int limit, Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReportReply>> send)
{
    public async Task<ReportReply> SendAsync(ReportMessage message, CancellationToken token)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.ReportMessage);
        if (body.Length <= limit)
        {
            return await send(body, token);
        }

        if (message.Reports.Count <= 1)
        {
            throw new HubUnreachableException($"A report of {body.Length} bytes is larger than the {limit} that the hub's NATS takes.");
        }

        var half = message.Reports.Count / 2;
        var first = await SendAsync(message with { Reports = [.. message.Reports.Take(half)] }, token);
        var second = await SendAsync(message with { Reports = [.. message.Reports.Skip(half)] }, token);
        var durable = new SortedDictionary<string, long>(first.Durable, StringComparer.Ordinal);
        foreach (var (policy, sequence) in second.Durable)
        {
            durable[policy] = sequence;
        }

        return first with
        {
            Durable = durable,
            Resync = [.. first.Resync, .. second.Resync],
            Pace = second.Pace ?? first.Pace,
            RetryAfter = second.RetryAfter ?? first.RetryAfter,
            Refused = first.Refused.Length > 0 ? first.Refused : second.Refused,
        };
    }
}
