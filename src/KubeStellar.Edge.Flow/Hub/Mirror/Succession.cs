using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>
/// Whether this hub goes on from itself or takes over from another. A mirror is as old as the last time that its own hub published: of a successor it proves nothing and repairs nothing.
/// What was lost since the other one last looked, its lease tells.
/// </summary>
internal sealed class Succession(IBuckets buckets, IOptions<HubFlowOptions> options, IRootSigner? signer = null)
{
    /// <summary>Looks at who published last.</summary>
    /// <param name="kept">This hub's mirror; null when it is damaged.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="LeaseLostException">This hub lacks the keys to take over.</exception>
    internal async Task<SuccessionVerdict> JudgeAsync(IReadOnlyList<MirrorBucket>? kept, CancellationToken token)
    {
        var self = options.Value;
        var state = Parse(await GetAsync(HubCounters.StateKey, token), ContractsJson.Default.HubRecord);
        if (SchemaRule.TooNew(state) is { } newer)
            throw new BucketRefusedException($"the state of the hub (kse-hub, key state) was written by a newer kse: {newer}; start that version again, or restore a backup of before into other buckets");
        var roots = self.Standby || (state is not null && state.Instance != self.Holder) ? await RootsAsync(token) : [];
        if (state is null)
            return Unknown(kept, roots, self);
        if (state.Instance == self.Holder || (!self.Standby && IsRestored(kept)))
        {
            // Of an older copy of kse-hub, in which this hub still was the one.
            return self.Standby && roots.Any(root => root.Epoch > Math.Max(state.Epoch, EpochOf(kept)))
                ? SuccessionVerdict.Hold("kse-hub went back to a time before another hub published")
                : SuccessionVerdict.Own;
        }

        if (roots.FirstOrDefault(root => !Knows(root.Signer)) is { Signer: { } stranger })
            throw new LeaseLostException($"this hub lacks the key {stranger} that the published roots are signed with; bring it the keys of the hub that published ('kse backup' there, 'kse restore' here)");
        return await JudgeLeaseAsync(LeaseRule.Read(await GetAsync(LeaseRule.Key, token)), token);
    }

    private static SuccessionVerdict Unknown(IReadOnlyList<MirrorBucket>? kept, IReadOnlyList<PublishedBy> roots, HubFlowOptions self)
    {
        var first = !self.Followed && roots.Count == 0 && kept is not null && !kept.Any(one => one.Entries.Count > 0);
        return !self.Standby || first ? SuccessionVerdict.Own : SuccessionVerdict.Hold("kse-hub has no state, and another hub may have published since this one did");
    }

    private async Task<SuccessionVerdict> JudgeLeaseAsync(LeaseRecord? lease, CancellationToken token)
    {
        if (lease?.Held is { Length: > 0 } held)
            return SuccessionVerdict.Hold($"the hub before this one held: {held}");
        if (lease?.Lives is not { Count: > 0 } lives)
            return SuccessionVerdict.Hold("another hub published here before, and left no word of how the buckets were");
        var lost = new List<string>();
        foreach (var (bucket, life) in lives.Where(one => Contracts.Wire.Buckets.Mirrored.Contains(one.Key, StringComparer.Ordinal)))
        {
            // Roots, contents and statuses are made again, by edges and by the new epoch.
            if (LifeRule.Judge(new MirrorLife(life.Created, life.Revision), await buckets.InfoAsync(bucket, token)) is LifeChange.Lost or LifeChange.Truncated)
                lost.Add(bucket);
        }

        return lost.Count == 0
            ? SuccessionVerdict.Successor
            : SuccessionVerdict.Hold($"{string.Join(", ", lost)} lost data, and only the hub before this one ({lease.Instance}) has a mirror of it; start that one instead, if it is to be had");
    }

    private bool Knows(string key) => signer is null || key == signer.PublicKey || signer.HandOvers.Any(one => one.From == key);

    // A person restored a backup here: its entries have a life that no bucket ever had.
    private static bool IsRestored(IReadOnlyList<MirrorBucket>? kept) =>
        kept is not null && kept.FirstOrDefault(one => one.Name == Contracts.Wire.Buckets.Hub) is { } hub && hub.Life.Created == default;

    private static long EpochOf(IReadOnlyList<MirrorBucket>? kept) =>
        kept?.FirstOrDefault(one => one.Name == Contracts.Wire.Buckets.Hub)?.Entries.FirstOrDefault(entry => entry.Key == HubCounters.StateKey)?.Value is { } value
            ? Parse(value, ContractsJson.Default.HubRecord)?.Epoch ?? 0 : 0;

    private async Task<IReadOnlyList<PublishedBy>> RootsAsync(CancellationToken token)
    {
        try
        {
            return [.. (await buckets[Contracts.Wire.Buckets.Desired].LoadAsync(token)).Select(entry => PublishedBy.Read(entry.Value)).OfType<PublishedBy>()];
        }
        catch (BucketGoneException)
        {
            return [];
        }
    }

    private async Task<BucketEntry?> GetAsync(string key, CancellationToken token)
    {
        try
        {
            return await buckets[Contracts.Wire.Buckets.Hub].GetAsync(key, token);
        }
        catch (BucketGoneException)
        {
            return null;
        }
    }

    private static T? Parse<T>(BucketEntry? entry, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => entry is null ? null : Parse(entry.Value, type);

    private static T? Parse<T>(ReadOnlyMemory<byte> value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return value.IsEmpty ? null : JsonSerializer.Deserialize(value.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
