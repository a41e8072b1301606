using KubeStellar.Edge.Flow.Hub.Publish.Seals;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>
/// Publishes roots by compare-and-set. Building one chunk overlaps with the writing of those before it, so that a fan-out costs little more than
/// its messages. A key that somebody else wrote is read again: a newer epoch means that another hub publishes, anything else is written over with a higher revision.
/// </summary>
internal sealed class RootPublisher(IBuckets buckets, RootBatcher batcher, HubCounters counters, HubLease lease, BucketLedger ledger)
{
    private const int ChunkSize = 1024;
    private const int InFlight = 4;
    private const int Rounds = 5;

    /// <exception cref="LeaseLostException">Another hub publishes.</exception>
    public async Task<PublishResult> PublishAsync(IReadOnlyList<RootDraft> drafts, CancellationToken token)
    {
        var written = new List<(RootDraft, PublishedRoot, HeldKeys?)>(drafts.Count);
        var failed = "";
        for (var round = 0; drafts.Count > 0 && failed.Length == 0; round++)
        {
            if (round == Rounds)
            {
                failed = $"{drafts.Count} roots, {drafts[0].Edge} among them, are written by somebody else all the time";
                break;
            }

            var again = new List<RootDraft>();
            failed = await RoundAsync(drafts, written, again, token);
            drafts = again;
        }

        return new PublishResult(written, failed);
    }

    private async Task<string> RoundAsync(
        IReadOnlyList<RootDraft> drafts, List<(RootDraft, PublishedRoot, HeldKeys?)> written, List<RootDraft> again, CancellationToken token)
    {
        var revision = await counters.TakeRevisionsAsync(drafts.Count, token);
        var flying = new Queue<(BuiltRoot[] Built, Task<IReadOnlyList<WriteOutcome>> Outcomes)>();
        var failed = "";
        for (var start = 0; start < drafts.Count || flying.Count > 0;)
        {
            if (start < drafts.Count && flying.Count < InFlight && failed.Length == 0)
            {
                var chunk = drafts.Skip(start).Take(ChunkSize).ToList();
                var built = batcher.Build(chunk, counters.Epoch, revision + start);
                flying.Enqueue((built, WriteAsync(built, token)));
                start += chunk.Count;
                continue;
            }

            if (flying.Count == 0)
            {
                break;
            }

            var (roots, task) = flying.Dequeue();
            try
            {
                failed = await TakeAsync(roots, await task, written, again, token) is { Length: > 0 } why ? why : failed;
            }
            catch (BucketUnavailableException error)
            {
                // The others that are under way are waited for all the same: what they wrote is known then.
                failed = error.Message;
            }
        }

        return failed;
    }

    private async Task<IReadOnlyList<WriteOutcome>> WriteAsync(BuiltRoot[] roots, CancellationToken token)
    {
        await lease.ConfirmAsync(token);
        var writes = new BucketWrite[roots.Length];
        for (var i = 0; i < roots.Length; i++)
        {
            writes[i] = new BucketWrite(roots[i].Draft.Edge, roots[i].Signed, roots[i].Draft.Expected);
        }

        return await buckets[Contracts.Wire.Buckets.Desired].PutManyAsync(writes, token);
    }

    private async Task<string> TakeAsync(
        BuiltRoot[] roots, IReadOnlyList<WriteOutcome> outcomes, List<(RootDraft, PublishedRoot, HeldKeys?)> written, List<RootDraft> again, CancellationToken token)
    {
        var failed = "";
        for (var i = 0; i < roots.Length; i++)
        {
            var root = roots[i];
            if (outcomes[i].Written)
            {
                ledger.Wrote(Contracts.Wire.Buckets.Desired, outcomes[i].Revision);
                written.Add((root.Draft, new PublishedRoot(root.Root, root.Digest, root.Signed, outcomes[i].Revision), root.Keys));
                continue;
            }

            // A conflict, or an answer that was lost: what the key holds now decides.
            var (published, draft) = await ReadAgainAsync(root, token);
            if (published is not null)
            {
                written.Add((root.Draft, published, root.Keys));
            }
            else if (outcomes[i].Conflict)
            {
                again.Add(draft);
            }
            else
            {
                failed = outcomes[i].Error;
            }
        }

        return failed;
    }

    private async Task<(PublishedRoot? Published, RootDraft Draft)> ReadAgainAsync(BuiltRoot root, CancellationToken token)
    {
        var entry = await buckets[Contracts.Wire.Buckets.Desired].GetAsync(root.Draft.Edge, token);
        var stored = entry is null || entry.Value.IsEmpty ? null : RootReader.Read(entry);
        if (stored is not null && stored.Root.Epoch > counters.Epoch)
        {
            throw new LeaseLostException($"the root of {root.Draft.Edge} has epoch {stored.Root.Epoch}, above this hub's {counters.Epoch}: another hub publishes");
        }

        if (stored is not null && stored.Root.Epoch == counters.Epoch && SameEntries(stored, root))
        {
            return (stored, root.Draft);
        }

        // A deleted key (an edge that was removed and came back) holds a marker whose revision nobody tells: a new one tells it.
        var expected = entry?.Revision ?? await buckets[Contracts.Wire.Buckets.Desired].DeleteAsync(root.Draft.Edge, null, token);
        if (entry is null)
        {
            ledger.Wrote(Contracts.Wire.Buckets.Desired, expected);
        }

        return (null, root.Draft with { Before = stored ?? root.Draft.Before, Expected = expected });
    }

    // Two wrappings of one key differ, so equal data keys are those that this very attempt wrote.
    private static bool SameEntries(PublishedRoot stored, BuiltRoot root) => stored.Root.Policies.SequenceEqual(root.Root.Policies)
        && (stored.Root.DataKeys ?? []).SequenceEqual(root.Root.DataKeys ?? []) && stored.Root.ExchangeKey == root.Root.ExchangeKey;
}
