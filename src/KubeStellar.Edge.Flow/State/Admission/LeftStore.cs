using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.State.Admission;

/// <summary>Whose ids left the inventory, in <c>kse-hub</c>, key <c>left.&lt;edge&gt;</c>.</summary>
internal sealed class LeftStore(HubRecords records, TimeProvider time)
{
    private readonly RecordShelf<LeftRecord> _shelf = new(records, "left.", ContractsJson.Default.LeftRecord);

    /// <summary>Who had the id; null when nobody had it, or somebody has it again.</summary>
    internal async Task<LeftRecord?> OfAsync(string edge, CancellationToken token) => (await _shelf.ReadAsync(edge, token))?.Record;

    /// <summary>Notes that an edge leaves; before it does, so that no crash forgets it.</summary>
    internal Task NoteAsync(EdgeRecord edge, CancellationToken token) =>
        _shelf.PutAsync(edge.Id, new LeftRecord { Edge = edge.Id, PublicKey = edge.Identity.PublicKey, At = time.GetUtcNow() }, token);

    /// <summary>The id that a device with this key had; empty when nobody knows.</summary>
    internal async Task<string> IdOfAsync(string publicKey, CancellationToken token) =>
        (await _shelf.ListAsync(token)).FirstOrDefault(record => record.PublicKey == publicKey)?.Edge ?? "";

    /// <summary>The id is taken again.</summary>
    internal Task ForgetAsync(string edge, CancellationToken token) => _shelf.RemoveAsync(edge, token);
}
