using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>Takes an epoch above everything known, so that edges accept what is published after a loss and nothing of before it counts as newer.</summary>
internal sealed class EpochRaise(IBuckets buckets, IHubMirror mirror, HubEpochGuard epochs, BucketLedger ledger)
{
    private const string StateKey = "state";

    /// <summary>Writes the new epoch to <c>kse-hub</c> and the mirror. Returns it; 0 when no hub ever wrote its state, which then has none to be above.</summary>
    internal async Task<long> RaiseAsync(CancellationToken token)
    {
        var bucket = buckets[Contracts.Wire.Buckets.Hub];
        while (true)
        {
            var entry = await bucket.GetAsync(StateKey, token);
            var kept = (await mirror.LoadAsync(token)).FirstOrDefault(one => one.Name == Contracts.Wire.Buckets.Hub)
                ?.Entries.FirstOrDefault(one => one.Key == StateKey)?.Value;
            var there = Parse(entry?.Value);
            var ours = Parse(kept);
            if ((there ?? ours) is not { } record)
                return 0;

            var next = record with
            {
                Epoch = Math.Max(Math.Max(there?.Epoch ?? 0, ours?.Epoch ?? 0), Math.Max(epochs.Highest, epochs.Current)) + 1,
                RevisionReserved = Math.Max(there?.RevisionReserved ?? 0, ours?.RevisionReserved ?? 0),
                NextOrder = Math.Max(there?.NextOrder ?? 1, ours?.NextOrder ?? 1),
            };
            var bytes = JsonSerializer.SerializeToUtf8Bytes(next, ContractsJson.Default.HubRecord);
            try
            {
                var revision = await bucket.PutAsync(StateKey, bytes, entry?.Revision ?? 0, token);
                ledger.Wrote(Contracts.Wire.Buckets.Hub, revision);
                var life = LifeRule.LifeOf(await bucket.InfoAsync(token));
                await mirror.WriteAsync(Contracts.Wire.Buckets.Hub, life, [new MirrorWrite(StateKey, bytes, revision)], token);
                return next.Epoch;
            }
            catch (RevisionConflictException)
            {
                // The flow reserved a block meanwhile: read again.
            }
        }
    }

    private static HubRecord? Parse(ReadOnlyMemory<byte>? value)
    {
        try
        {
            return value is { } bytes ? JsonSerializer.Deserialize(bytes.Span, ContractsJson.Default.HubRecord) : null;
        }
        catch (JsonException)
        {
            // Half a record is none; the other copy counts.
            return null;
        }
    }
}
