using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Devices whose keys are void. What is written here is durable before a server is told, and every start tells it again: a crash in between lets nobody back in.</summary>
internal sealed class RevocationBook(HubRecords records, IEdgeLockout lockout, TimeProvider time)
{
    private const string Prefix = "revoked.";

    /// <summary>When a key was revoked; null when it is good.</summary>
    internal async Task<RevocationRecord?> OfAsync(string publicKey, CancellationToken token) =>
        await records.ReadAsync(Prefix + publicKey, token) is { } entry ? Parse(entry.Value) ?? new RevocationRecord { PublicKey = publicKey, Edge = "", At = default } : null;

    /// <summary>Voids a key; empty when its connection is closed, else what is left for somebody else to do.</summary>
    internal async Task<string> RevokeAsync(string edge, string publicKey, string reason, CancellationToken token)
    {
        var record = new RevocationRecord { PublicKey = publicKey, Edge = edge, At = time.GetUtcNow(), Reason = reason };

        // One that lost to another says the same.
        await records.WriteAsync(Prefix + publicKey, JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.RevocationRecord), 0, token);
        return await lockout.RevokeAsync(new Dictionary<string, DateTimeOffset> { [publicKey] = record.At }, token);
    }

    /// <summary>Tells the server all of it.</summary>
    internal async Task TellAsync(CancellationToken token)
    {
        var all = (await records.ListAsync(Prefix, token)).Select(entry => Parse(entry.Value)).OfType<RevocationRecord>().ToDictionary(one => one.PublicKey, one => one.At);
        if (all.Count > 0)
            await lockout.RevokeAsync(all, token);
    }

    private static RevocationRecord? Parse(ReadOnlyMemory<byte> value)
    {
        try
        {
            return JsonSerializer.Deserialize(value.Span, ContractsJson.Default.RevocationRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
