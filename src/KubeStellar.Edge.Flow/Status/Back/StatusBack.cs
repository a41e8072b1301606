using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Hosting;

namespace KubeStellar.Edge.Flow.Status.Back;

/// <summary>
/// Knows what is to be written back. It follows published roots, so that an object counts as placed where edges are told to have it, and reads the newest reports and summaries when it is asked:
/// nothing is computed for objects that nobody looks at.
/// </summary>
internal sealed class StatusBack(BackFeed feed, IHubDesired desired, IHubReports reports, IEnumerable<IHubSummaries> summaries, TimeProvider time) : BackgroundService, IStatusBack
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly PlacementIndex _index = new();
    private readonly IHubSummaries? _summaries = summaries.FirstOrDefault();

    /// <inheritdoc/>
    public BackStatus? Of(string workspace, ObjectKey key)
    {
        lock (_gate)
            return _index.Asking.Where(policy => policy.Workspace == workspace).Select(policy => Make(policy, key)).FirstOrDefault(back => back is not null);
    }

    /// <inheritdoc/>
    public IReadOnlyList<BackStatus> All(string workspace)
    {
        lock (_gate)
            return [.. _index.Asking.Where(policy => policy.Workspace == workspace).ToList().SelectMany(policy => _index.ObjectsOf(policy).Select(key => Make(policy, key))).OfType<BackStatus>()];
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

    private BackStatus? Make(PolicyKey policy, ObjectKey key)
    {
        if (_index.Of(policy, key) is not var (placements, mode, only))
            return null;
        var blank = new BackStatus(key, policy, placements);
        return only is var (edge, entry)
            ? BackRule.OfOne(blank, edge, entry, reports.Report(edge, policy)?.Objects.GetValueOrDefault(entry.Key.ToString()))
            : BackRule.OfMany(blank, mode, desired.OwnedObjects(policy), _summaries?.Of(policy));
    }
}
