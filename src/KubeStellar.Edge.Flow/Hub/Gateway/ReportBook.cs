using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>The newest report and partial per edge and policy, in memory; filled from <c>kse-status</c> and <c>kse-partials</c> at start.</summary>
internal sealed class ReportBook(IBuckets buckets, IHubInventory inventory, ReportWriter writer, IEnumerable<IStatusObserver> observers, ILogger<ReportBook> log) : IHubReports, IHubReload, IDisposable
{
    private readonly ConcurrentDictionary<string, EdgeReports> _edges = new(StringComparer.Ordinal);
    private readonly IStatusObserver[] _observers = [.. observers];
    private readonly LoadOnce _loading = new();

    /// <summary>Whether what the buckets held is in.</summary>
    internal bool Loaded => _loading.Done;

    internal static string KeyOf(string edge, PolicyKey policy) => $"{edge}.{policy}";

    /// <inheritdoc/>
    public ReportRecord? Report(string edge, PolicyKey policy) =>
        _edges.TryGetValue(edge, out var reports) ? reports.Held(policy)?.Report : null;

    /// <inheritdoc/>
    public PartialRecord? Partial(string edge, PolicyKey policy) =>
        _edges.TryGetValue(edge, out var reports) ? reports.Held(policy)?.Partial : null;

    /// <inheritdoc/>
    public IReadOnlyList<ReportRecord> OfEdge(string edge) =>
        _edges.TryGetValue(edge, out var reports) ? [.. reports.All().Select(held => held.Report)] : [];

    internal EdgeReports Of(string edge) => _edges.GetOrAdd(edge, static id => new EdgeReports(id));

    /// <summary>Forgets an edge that left the inventory, or is another device now, here and in the buckets.</summary>
    internal void Forget(string edge)
    {
        if (!_edges.TryGetValue(edge, out var reports))
            return;

        // First there, then here: what comes meanwhile is written behind it, and whoever finds nothing here asks for all of it.
        foreach (var held in reports.All())
            _ = writer.PutAsync(edge, held.Report.Policy, null);
        _edges.TryRemove(edge, out _);
    }

    /// <summary>Fills the book once; throws what the bucket throws, and may be called again.</summary>
    internal Task LoadAsync(CancellationToken token) => _loading.RunAsync(FillAsync, token);

    /// <inheritdoc/>
    public async Task ReloadAsync(string bucket, bool repaired, CancellationToken token)
    {
        if (bucket is not (Buckets.Status or Buckets.Partials) || !repaired)
            return;

        // The hub outlived the bucket: what it remembers is newer than anything else. What it does not, edges are asked for by their heartbeats.
        var writes = new List<Task>();
        foreach (var reports in _edges.Values)
        {
            foreach (var held in reports.All())
                writes.Add(writer.PutAsync(reports.Edge, held.Report.Policy, held with { StatusSequence = held.Report.Sequence }));
        }

        await Task.WhenAll(writes).WaitAsync(token);
    }

    /// <inheritdoc/>
    public void Dispose() => _loading.Dispose();

    private async Task FillAsync(CancellationToken token)
    {
        var partials = new Dictionary<string, PartialRecord>(StringComparer.Ordinal);
        await BucketLoad.EachAsync(
            buckets[Buckets.Partials], ContractsJson.Default.PartialRecord, partial => KeyOf(partial.Edge, partial.Policy), partial => partials[KeyOf(partial.Edge, partial.Policy)] = partial,
            (key, why) => GatewayLog.RecordUnreadable(log, Buckets.Partials, key, why), token);
        await BucketLoad.EachAsync(
            buckets[Buckets.Status], ContractsJson.Default.ReportRecord, report => KeyOf(report.Edge, report.Policy), report => Fill(report, partials.GetValueOrDefault(KeyOf(report.Edge, report.Policy))),
            (key, why) => GatewayLog.RecordUnreadable(log, Buckets.Status, key, why), token);
    }

    // One that could not be read is not here: the edge is asked for its whole report.
    private void Fill(ReportRecord report, PartialRecord? partial)
    {
        if (inventory.Edge(report.Edge) is { } known && IsBefore(report, partial, known.Identity.AdmittedAt))
        {
            // Of the device that was this edge before: this one counts its reports from the beginning, and has applied nothing of it.
            _ = writer.PutAsync(report.Edge, report.Policy, null);
            return;
        }

        if (!Of(report.Edge).Fill(report, partial))
            return;
        foreach (var observer in _observers)
            observer.Reported(report.Edge, report.Policy, report, partial);
    }

    private static bool IsBefore(ReportRecord report, PartialRecord? partial, DateTimeOffset admitted)
    {
        var arrived = report.Objects.Values.Select(item => item.ArrivedAt).Append(partial?.ArrivedAt).Max();
        return arrived < admitted;
    }
}
