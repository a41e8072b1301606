using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Sources;

/// <summary>
/// The hub's sources and what is known of each, in <c>kse-hub</c> under <c>source.&lt;id&gt;</c>. A source that this hub is no longer told of is forgotten in here; what it brought stays, and is
/// then anybody's.
/// </summary>
internal sealed class SourceBook(IEnumerable<ISource> sources, IBuckets buckets, TrustedBuckets trusted, HubHold hold, HubEvents events, TimeProvider time)
{
    private const int MaxShown = 20;
    private readonly ConcurrentDictionary<string, SourceRecord> _records = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _unwritten = new(StringComparer.Ordinal);

    /// <summary>All sources, in the order in which they were given.</summary>
    public ImmutableArray<ISource> All { get; } = [.. sources];

    /// <summary>The source with an id that fills a workspace; null when this hub has none.</summary>
    public ISource? Find(string? id, string? workspace = null) => All.FirstOrDefault(source => source.Id == id && (workspace is null || source.Workspace == workspace));

    /// <summary>What is known of a source; null before its first word.</summary>
    public SourceRecord? Of(string id) => _records.GetValueOrDefault(id);

    /// <summary>Reads what was known when the hub ended. A record that cannot be read is made anew; a source that has to know which place it was then asks a person.</summary>
    public async Task LoadAsync(CancellationToken token)
    {
        foreach (var entry in await buckets[Contracts.Wire.Buckets.Hub].LoadAsync(token))
        {
            if (All.FirstOrDefault(source => Contracts.Wire.Buckets.SourceKey(source.Id) == entry.Key) is not { } source)
            {
                continue;
            }

            try
            {
                if (JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.SourceRecord) is { } record && record.Id == source.Id && record.Workspace == source.Workspace)
                {
                    _records[source.Id] = record with { Phase = SourcePhase.Starting };
                }
            }
            catch (JsonException)
            {
                events.Add("record.unreadable", entry.Key, source.Workspace, "hub", "what the hub remembered of this source cannot be read, and is made anew");
            }
        }
    }

    /// <summary>Takes a source's word: remembers it, durably when it says something new, and tells the audit of another phase or message.</summary>
    public async Task TellAsync(ISource source, SourceReport report, CancellationToken token)
    {
        var before = Of(source.Id);
        var after = new SourceRecord
        {
            Id = source.Id,
            Workspace = source.Workspace,
            Phase = report.Phase,
            Message = report.Message,
            Revision = report.Revision ?? before?.Revision ?? "",
            Identity = report.Identity ?? before?.Identity ?? "",
            Refused = [.. report.Refused.Take(MaxShown)],
            RefusedCount = report.Refused.Count,
            Since = before is not null && before.Phase == report.Phase ? before.Since : time.GetUtcNow(),
            Unknown = before?.Unknown,
        };
        if (before is not null && Same(before, after) && !_unwritten.ContainsKey(source.Id))
        {
            return;
        }

        _records[source.Id] = after;
        if (before is null || before.Phase != after.Phase || before.Message != after.Message)
        {
            events.Add($"source.{after.Phase.ToString().ToLowerInvariant()}", source.Id, source.Workspace, source.Id, after.Message.Length > 0 ? after.Message : after.Phase == SourcePhase.Synced ? "the hub has what it has" : "it is read");
        }

        await WriteAsync(after, token);
    }

    // What is said of a source is told again at its next word; a hub that holds, or a server that is away, loses nothing by it.
    private async Task WriteAsync(SourceRecord record, CancellationToken token)
    {
        _unwritten[record.Id] = true;
        if (hold.Holds)
        {
            return;
        }

        try
        {
            var value = JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.SourceRecord);
            if ((await trusted.WriteAsync(Contracts.Wire.Buckets.Hub, [new TrustedWrite(Contracts.Wire.Buckets.SourceKey(record.Id), value)], token))[0].Done)
            {
                _unwritten.TryRemove(record.Id, out _);
            }
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException)
        {
            events.Add("source.unwritten", record.Id, record.Workspace, "hub", error.Message);
        }
    }

    private static bool Same(SourceRecord one, SourceRecord other) =>
        one.Phase == other.Phase && one.Message == other.Message && one.Revision == other.Revision && one.Identity == other.Identity
        && one.RefusedCount == other.RefusedCount && one.Refused.SequenceEqual(other.Refused);
}
