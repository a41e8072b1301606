using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Which decisions are recorded in bucket <c>kse-decisions</c>; the records themselves stay there. Any thread.</summary>
internal sealed class DecisionTable
{
    private readonly ConcurrentDictionary<string, DecisionEntry> _entries = new(StringComparer.Ordinal);

    public IEnumerable<DecisionEntry> All => _entries.Values.OrderBy(entry => entry.Key, StringComparer.Ordinal);

    /// <summary>Contents that must stay for as long as the records that name them are the newest.</summary>
    public IEnumerable<Digest> Contents => _entries.Values.SelectMany(entry => entry.Contents);

    public static string KeyOf(PolicyKey policy, ObjectKey key) => $"{policy}.{key}";

    public DecisionEntry? Of(PolicyKey policy, ObjectKey key) => _entries.GetValueOrDefault(KeyOf(policy, key));

    public void Set(DecisionRecord record)
    {
        var key = KeyOf(record.Policy, record.Object);
        Digest[] contents = record.Choice is { Kept: true } choice ? [record.Bundle, record.Source, choice.Inputs] : [record.Bundle, record.Source];
        _entries[key] = new DecisionEntry(key, record.Id, record.Policy, record.Object, contents);
    }

    public void Remove(string key) => _entries.TryRemove(key, out _);

    public void Load(IReadOnlyList<BucketEntry> found)
    {
        _entries.Clear();
        foreach (var entry in found)
        {
            if (Read(entry) is { } record)
            {
                Set(record);
            }
        }
    }

    /// <summary>A stored record; null when it cannot be read, which costs no more than that it is made again.</summary>
    public static DecisionRecord? Read(BucketEntry entry)
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.DecisionRecord) is { } record && KeyOf(record.Policy, record.Object) == entry.Key ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
