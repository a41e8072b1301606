using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Audit;

namespace KubeStellar.Edge.Flow.Tests.State.Audit;

/// <summary>A chained stream in memory, to be tampered with.</summary>
internal static class AuditSample
{
    internal static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal static List<AuditEntry> Chain(int count, long number = 1, ulong sequence = 1, EventRecord? before = null)
    {
        var entries = new List<AuditEntry>();
        for (var i = 0; i < count; i++)
        {
            before = EventChain.Link(Event($"object-{number + i}", i), number + i, before?.Chain);
            entries.Add(Entry(before, sequence + (ulong)i));
        }

        return entries;
    }

    internal static EventRecord Event(string subject, int second = 0) => new()
    {
        Kind = "workload.applied", Subject = subject, Workspace = "shop", Actor = "ann", Message = "größe \"1.10\"", After = JsonElement.Parse("{\"n\":1.10,\"a\":[]}"),
        At = Start.AddSeconds(second), Id = "id-" + subject,
    };

    internal static AuditEntry Entry(EventRecord record, ulong sequence) =>
        new(sequence, Subjects.Event(record.Kind, record.Subject), JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.EventRecord));

    internal static EventRecord Record(AuditEntry entry) => JsonSerializer.Deserialize(entry.Body, ContractsJson.Default.EventRecord)!;

    internal static AuditEntry Edit(AuditEntry entry, string from, string to) => entry with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(entry.Body).Replace(from, to, StringComparison.Ordinal)) };

    internal static ChainReport Verify(IEnumerable<AuditEntry> entries, ulong? newest = null)
    {
        var verifier = new ChainVerifier();
        var last = 0UL;
        foreach (var entry in entries)
        {
            verifier.Take(entry);
            last = entry.Sequence;
        }

        return verifier.End(newest ?? last);
    }
}
