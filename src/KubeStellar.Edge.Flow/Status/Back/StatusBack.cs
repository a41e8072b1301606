using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Hosting;

namespace KubeStellar.Edge.Flow.Status.Back;

/// <summary>
/// Knows what is to be written back. It follows published roots, so that an object counts as placed where edges are told to have it, and reads the newest reports and summaries when it is asked:
/// nothing is computed for objects that nobody looks at.
/// </summary>
internal sealed class StatusBack(BackFeed feed, IHubDesired desired, IHubReports reports, IHubInventory inventory, IEnumerable<IHubSummaries> summaries, TimeProvider time) : BackgroundService, IStatusBack
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly PlacementIndex _index = new();
    private readonly CopyStatuses _copies = new(reports, inventory);
    private readonly IHubSummaries? _summaries = summaries.FirstOrDefault();

    /// <inheritdoc/>
    public async Task<BackStatus?> OfAsync(string workspace, ObjectKey key, CancellationToken token)
    {
        CopyPlace? place;
        lock (_gate)
            place = _index.Asking.Where(policy => policy.Workspace == workspace).Select(policy => Find(policy, key)).FirstOrDefault(found => found is not null);
        return place is null ? null : await MakeAsync(place, token);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BackStatus>> AllAsync(string workspace, CancellationToken token)
    {
        List<CopyPlace> places;
        lock (_gate)
            places = [.. _index.Asking.Where(policy => policy.Workspace == workspace).ToList().SelectMany(policy => _index.ObjectsOf(policy).Select(key => Find(policy, key))).OfType<CopyPlace>()];
        var all = new List<BackStatus>(places.Count);
        foreach (var place in places)
            all.Add(await MakeAsync(place, token));
        _copies.Keep(workspace, places.Where(place => place.Only is not null).Select(place => (place.Policy, place.Only!.Value.Edge, place.Only.Value.Entry.Key)));
        return all;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await feed.Items.WaitToReadAsync(stoppingToken))
        {
            while (feed.Items.TryRead(out var changes))
            {
                lock (_gate)
                {
                    foreach (var change in changes)
                        _index.Take(change);
                }
            }

            while (!await ReadAsync(stoppingToken))
                await Task.Delay(Again, time, stoppingToken);
        }
    }

    /// <summary>Reads what is not read yet; a manifest that turns out to ask has the others of its policy read again. False: some could not be.</summary>
    private async Task<bool> ReadAsync(CancellationToken token)
    {
        while (true)
        {
            IReadOnlyList<(PolicyKey Policy, Digest Manifest)> unread;
            lock (_gate)
                unread = _index.Unread;
            if (unread.Count == 0)
                return true;
            foreach (var (_, digest) in unread)
            {
                try
                {
                    // One that nobody keeps any more is replaced in a moment by a root that names another.
                    if (await desired.ManifestAsync(digest, token) is not { } manifest)
                        return feed.Items.TryPeek(out _);
                    lock (_gate)
                        _index.Read(manifest, digest);
                }
                catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
                {
                    return false;
                }
            }
        }
    }

    private CopyPlace? Find(PolicyKey policy, ObjectKey key) =>
        _index.Of(policy, key) is var (placements, mode, only) ? new CopyPlace(policy, key, placements, mode, only) : null;

    private async Task<BackStatus> MakeAsync(CopyPlace place, CancellationToken token)
    {
        var blank = new BackStatus(place.Key, place.Policy, place.Placements);
        return place.Only is var (edge, entry)
            ? BackRule.OfOne(blank, edge, entry, await _copies.OfAsync(place.Policy, edge, entry.Key, token))
            : BackRule.OfMany(blank, place.Mode, desired.OwnedObjects(place.Policy), _summaries?.Of(place.Policy));
    }

    private sealed record CopyPlace(PolicyKey Policy, ObjectKey Key, int Placements, StatusWriteBack Mode, (string Edge, ManifestEntry Entry)? Only);
}
