using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// Hands out the audit stream as it lies, of all workspaces, in pages that fit a message. Whoever verifies it does so with code of their own: a hub that judged itself
/// would prove nothing.
/// </summary>
internal sealed class AuditDesk(IEventLog events)
{
    // In base64 a third more, and a server's default max_payload is 1 MiB.
    private const int PageBytes = 512 * 1024;

    internal async Task<ApiReply> ReadAsync(AuditRequest request, CancellationToken token)
    {
        var page = await events.RawAsync(request.After, token);
        var (entries, bytes) = (new List<AuditEntry>(), 0);
        foreach (var entry in page.Entries)
        {
            bytes += entry.Body.Length + entry.Subject.Length;
            if (entries.Count > 0 && bytes > PageBytes)
            {
                page = page with { Position = entries[^1].Sequence };
                break;
            }

            entries.Add(entry);
        }

        return ApiReplies.Of(page with { Entries = entries }, ContractsJson.Default.AuditResult);
    }
}
