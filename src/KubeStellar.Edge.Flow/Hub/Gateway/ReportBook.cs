using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>The newest head and partial per edge and policy, in memory; filled from <c>kse-heads</c> and <c>kse-partials</c> at start. Whole reports are read when they are asked for.</summary>
internal sealed class ReportBook(IBuckets buckets, IHubInventory inventory, IHubDesired desired, ReportGrounds grounds, ReportWriter writer, LeaseNotes notes, IEnumerable<IStatusObserver> observers, ILogger<ReportBook> log)
    : IHubReports, IHubReload, IDisposable
{
    // A report may be written anew while it is read; one that comes several times a second is shown as far as it can be.
    private const int Readings = 3;
    private readonly ConcurrentDictionary<string, EdgeReports> _edges = new(StringComparer.Ordinal);
    private readonly IStatusObserver[] _observers = [.. observers];
    private readonly LoadOnce _loading = new();

    /// <summary>Whether what the buckets held is in.</summary>
    internal bool Loaded => _loading.Done;

    internal static string KeyOf(string edge, PolicyKey policy) => $"{edge}.{policy}";

    /// <inheritdoc/>
    public ReportHead? Head(string edge, PolicyKey policy) => Held(edge, policy)?.Head;

    /// <inheritdoc/>
    public IReadOnlyList<ReportHead> Heads(string edge) =>
        _edges.TryGetValue(edge, out var reports) ? [.. reports.All().Select(held => held.Head)] : [];

    /// <inheritdoc/>
    public PartialRecord? Partial(string edge, PolicyKey policy) => Held(edge, policy)?.Partial;

    /// <inheritdoc/>
    public async Task<ReportRecord?> ReadAsync(string edge, PolicyKey policy, CancellationToken token)
    {
        for (var reading = 1; Held(edge, policy) is { } held; reading++)
        {
            var whole = await grounds.WholeAsync(held.Head, token);
            if (whole is null && reading < Readings && !ReferenceEquals(held, Held(edge, policy)))
                continue;
            if (whole is not null)
                return ReportHeads.Whole(held.Head, whole, null);
            Of(edge).Replace(held, held with { Poor = true });
            return ReportHeads.Whole(held.Head, null, held.Head.Plain ? await desired.ReadableAsync(held.Head.Manifest, token) : null);
        }

        return null;
    }

    /// <summary>Whether the edge has to say all that it says of a policy again.</summary>
    internal bool Lacks(string edge, PolicyKey policy) => Held(edge, policy) is null or { Poor: true };

    internal EdgeReports Of(string edge) => _edges.GetOrAdd(edge, static id => new EdgeReports(id));

    /// <summary>Forgets an edge that left the inventory, or is another device now, here and in the buckets.</summary>
    internal void Forget(string edge)
    {
        if (!_edges.TryGetValue(edge, out var reports))
            return;

        // First there, then here: what comes meanwhile is written behind it, and whoever finds nothing here asks for all of it.
        foreach (var held in reports.All())
            _ = writer.PutAsync(edge, held.Head.Policy, null);
        _edges.TryRemove(edge, out _);
    }

    /// <summary>Fills the book once; throws what the bucket throws, and may be called again.</summary>
    internal Task LoadAsync(CancellationToken token) => _loading.RunAsync(FillAsync, token);

    /// <inheritdoc/>
    public async Task ReloadAsync(string bucket, bool repaired, CancellationToken token)
    {
        if (bucket is not (Buckets.Status or Buckets.Heads or Buckets.Partials) || !repaired)
            return;

        // The hub outlived the bucket: what it remembers is newer than anything else. What it does not, statuses above all, edges are asked for by their heartbeats.
        var writes = new List<Task>();
        foreach (var reports in _edges.Values)
        {
            foreach (var held in reports.All())
                writes.Add(bucket != Buckets.Status ? writer.PutAsync(reports.Edge, held.Head.Policy, bucket == Buckets.Heads ? held with { StatusSequence = held.Head.Sequence } : held) : await AnewAsync(reports, held, token));
        }

        await Task.WhenAll(writes).WaitAsync(token);
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    private HeldReport? Held(string edge, PolicyKey policy) => _edges.TryGetValue(edge, out var reports) ? reports.Held(policy) : null;

    private async Task<Task> AnewAsync(EdgeReports reports, HeldReport held, CancellationToken token)
    {
        var manifest = held.Head.Plain ? await desired.ReadableAsync(held.Head.Manifest, token) : null;
        if (held.Head.Plain && manifest is null)
            return Task.CompletedTask;
        var whole = ReportHeads.Whole(held.Head, null, manifest);
        var next = new HeldReport(ReportHeads.Rebased(held.Head), held.Partial is { } partial ? partial with { StatusSequence = held.Head.Sequence } : null, held.Head.Sequence) { Poor = true };

        // What came meanwhile writes itself, and finds that its whole report is not there.
        return reports.Replace(held, next) ? writer.PutAsync(reports.Edge, held.Head.Policy, next, whole) : Task.CompletedTask;
    }

    private async Task FillAsync(CancellationToken token)
    {
        var partials = new Dictionary<string, PartialRecord>(StringComparer.Ordinal);
        await BucketLoad.EachAsync(
            buckets[Buckets.Partials], ContractsJson.Default.PartialRecord, partial => KeyOf(partial.Edge, partial.Policy), partial => partials[KeyOf(partial.Edge, partial.Policy)] = partial,
            (key, why) => GatewayLog.RecordUnreadable(log, Buckets.Partials, key, why), token);
        var stored = await buckets[Buckets.Heads].LoadAllAsync(token);
        var heads = new Dictionary<string, ReportHead>(StringComparer.Ordinal);
        foreach (var entry in stored.Live)
        {
            var head = BucketLoad.Parse(entry, ContractsJson.Default.ReportHead, (key, why) => GatewayLog.RecordUnreadable(log, Buckets.Heads, key, why));
            if (head is not null && SchemaRule.TooNew(head) is null && KeyOf(head.Edge, head.Policy) == entry.Key)
                heads[entry.Key] = head;
        }

        // Each whole report has its head, deleted ones too: where the numbers differ one hub died between its writes, and an older hub, which writes no heads, says by its lease that it was here.
        if (notes.AfterHeadless
            || (await buckets[Buckets.Status].InfoAsync(token)).Messages != (ulong)(stored.Live.Count + stored.Deleted.Count))
            await AdoptAsync(heads, stored, token);
        foreach (var (key, head) in heads)
            Fill(head, partials.GetValueOrDefault(key));
    }

    /// <summary>Gives heads to whole reports that have none, or one that stands on another.</summary>
    private async Task AdoptAsync(Dictionary<string, ReportHead> heads, BucketKeys stored, CancellationToken token)
    {
        var marked = stored.Deleted.ToHashSet(StringComparer.Ordinal);
        var whole = await buckets[Buckets.Status].LoadAllAsync(token);
        foreach (var key in whole.Deleted.Where(key => heads.Remove(key) || !marked.Contains(key)))
            await buckets[Buckets.Heads].DeleteAsync(key, null, token);
        foreach (var entry in whole.Live)
        {
            var report = BucketLoad.Parse(entry, ContractsJson.Default.ReportRecord, (key, why) => GatewayLog.RecordUnreadable(log, Buckets.Status, key, why));
            if (report is null || KeyOf(report.Edge, report.Policy) != entry.Key || heads.GetValueOrDefault(entry.Key)?.Base == report.Sequence)
                continue;
            heads[entry.Key] = ReportHeads.Of(report, await desired.ReadableAsync(report.Manifest, token));
            await buckets[Buckets.Heads].PutAsync(entry.Key, JsonSerializer.SerializeToUtf8Bytes(heads[entry.Key], ContractsJson.Default.ReportHead), null, token);
        }
    }

    // One that could not be read is not here: the edge is asked for its whole report.
    private void Fill(ReportHead head, PartialRecord? partial)
    {
        if (inventory.Edge(head.Edge) is { } known && IsBefore(head, partial, known.Identity.AdmittedAt))
        {
            // Of the device that was this edge before: this one counts its reports from the beginning, and has applied nothing of it.
            _ = writer.PutAsync(head.Edge, head.Policy, null);
            return;
        }

        if (!Of(head.Edge).Fill(head, partial))
            return;
        foreach (var observer in _observers)
            observer.Reported(head.Edge, head.Policy, head, partial);
    }

    private static bool IsBefore(ReportHead head, PartialRecord? partial, DateTimeOffset admitted) =>
        (head.ArrivedAt is null || partial?.ArrivedAt > head.ArrivedAt ? partial?.ArrivedAt : head.ArrivedAt) < admitted;
}
