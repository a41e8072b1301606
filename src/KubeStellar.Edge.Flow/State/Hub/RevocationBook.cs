using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Devices whose keys are void. What is written here is durable before a server is told, and every start tells it again: a crash in between lets nobody back in.</summary>
internal sealed class RevocationBook(HubRecords records, IEdgeLockout lockout, TimeProvider time)
{
    private readonly RecordShelf<RevocationRecord> _shelf = new(records, "revoked.", ContractsJson.Default.RevocationRecord);

    /// <summary>When a key was revoked; null when it is good. A record that cannot be read lets nobody in.</summary>
    internal Task<RevocationRecord?> OfAsync(string publicKey, CancellationToken token) =>
        _shelf.ReadAsync(publicKey, new RevocationRecord { PublicKey = publicKey, Edge = "", At = default }, token);

    /// <summary>All keys that are void, the newest first.</summary>
    internal async Task<IReadOnlyList<RevocationRecord>> ListAsync(CancellationToken token) => [.. (await _shelf.ListAsync(token)).OrderByDescending(one => one.At)];

    /// <summary>Voids a key; empty when its connection is closed, else what is left for somebody else to do.</summary>
    internal async Task<string> RevokeAsync(string edge, string publicKey, string reason, CancellationToken token)
    {
        var record = new RevocationRecord { PublicKey = publicKey, Edge = edge, At = time.GetUtcNow(), Reason = reason };

        // One that lost to another says the same.
        await _shelf.WriteAsync(publicKey, record, 0, token);
        return await lockout.RevokeAsync(new Dictionary<string, DateTimeOffset> { [publicKey] = record.At }, token);
    }

    /// <summary>Tells the server all of it.</summary>
    internal async Task TellAsync(CancellationToken token)
    {
        var all = (await _shelf.ListAsync(token)).ToDictionary(one => one.PublicKey, one => one.At);
        if (all.Count > 0)
            await lockout.RevokeAsync(all, token);
    }

    /// <summary>Keeps the user of a token that was deleted out of the server, as far as this hub can: it may ask for nothing but to join, which the hub refuses anyway.</summary>
    internal Task<string> ShutAsync(TokenRecord deleted, CancellationToken token) =>
        lockout.RevokeAsync(new Dictionary<string, DateTimeOffset> { [deleted.PublicKey] = time.GetUtcNow() }, token);
}
