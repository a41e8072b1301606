using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>Reads what reports are merged on: manifests, which are mostly in memory, and seldom the whole report that a head stands on.</summary>
internal sealed class ReportGrounds(IHubDesired desired, IBuckets buckets, ReportWriter writer)
{
    /// <summary>What a piece of news is taken on.</summary>
    /// <param name="held">What is held now.</param>
    /// <param name="delta">The news.</param>
    /// <param name="named">The manifest that the edge's root names for the policy; zero for none. Another is read for nobody: an edge could make up any number of them.</param>
    /// <param name="token">Ends it.</param>
    internal async Task<ReportGround> ReadAsync(HeldReport? held, ReportDelta delta, Digest named, CancellationToken token)
    {
        var from = held is { Head.Plain: true } && delta.Base != 0 ? await desired.ReadableAsync(held.Head.Manifest, token) : null;
        var to = delta.Report.Manifest == held?.Head.Manifest && from is not null ? from
            : delta.Report.Manifest == named && !named.IsZero ? await desired.ReadableAsync(named, token)

            // A root reaches its edge before the hub hears that it is stored; what it names is in memory by then.
            : desired.KnownManifest(delta.Report.Manifest);
        var ground = new ReportGround(held, from, to);
        if (held is null || held.Poor || delta.Base != held.Head.Sequence || !ReportHeads.IsDue(held.Head, delta))
            return ground;
        try
        {
            var whole = await WholeAsync(held.Head, token);
            return ground with { Whole = whole, Lost = whole is null };
        }
        catch (BucketUnavailableException)
        {
            // The head goes on growing until it can be read.
            return ground;
        }
    }

    /// <summary>The whole report that a head stands on; null when it is not there.</summary>
    /// <exception cref="BucketUnavailableException">The server does not answer.</exception>
    internal async Task<ReportRecord?> WholeAsync(ReportHead head, CancellationToken token)
    {
        await writer.SettledAsync(head.Edge, head.Policy).WaitAsync(token);
        try
        {
            return await buckets[Buckets.Status].GetAsync(ReportBook.KeyOf(head.Edge, head.Policy), token) is { } entry
                && JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.ReportRecord) is { } whole && whole.Sequence == head.Base ? whole : null;
        }
        catch (Exception error) when (error is JsonException or BucketGoneException)
        {
            return null;
        }
    }
}
