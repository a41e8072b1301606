using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.State.Access;

/// <summary>
/// What workspaces may place (bucket <c>kse-hub</c>, keys <c>workspace.&lt;name&gt;</c>). Readable from any thread; durable before it is seen. A rule that cannot be read is not one that is absent: the
/// last good one stays, and where there is none the hub has to hold.
/// </summary>
internal sealed class WorkspaceBook(TrustedBuckets trusted)
{
    private const string Prefix = "workspace.";
    private volatile Dictionary<string, WorkspaceRule> _rules = [];

    /// <summary>All rules, by workspace.</summary>
    internal IReadOnlyDictionary<string, WorkspaceRule> All => _rules;

    /// <summary>The rule of a workspace; null when nothing limits it.</summary>
    internal WorkspaceRule? Of(string workspace) => _rules.GetValueOrDefault(workspace);

    /// <summary>Takes over what the bucket holds.</summary>
    /// <returns>Workspaces whose rule is another now, and what cannot be read and has no good one before it.</returns>
    internal (IReadOnlyList<string> Changed, IReadOnlyList<string> Unreadable) Load(IEnumerable<BucketEntry> hub)
    {
        var (rules, unreadable) = (new Dictionary<string, WorkspaceRule>(StringComparer.Ordinal), new List<string>());
        foreach (var entry in hub.Where(entry => entry.Key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            if ((Read(entry) ?? Of(entry.Key[Prefix.Length..])) is { } rule)
                rules[rule.Record.Name] = rule;
            else
                unreadable.Add(entry.Key);
        }

        var before = _rules;
        _rules = rules;
        return ([.. rules.Keys.Union(before.Keys).Where(name => !Equals(rules.GetValueOrDefault(name)?.Text, before.GetValueOrDefault(name)?.Text))], unreadable);
    }

    /// <summary>Sets a rule, or (null) takes it away. Not for two callers at once.</summary>
    /// <exception cref="BucketUnavailableException">It is not known to be durable.</exception>
    internal async Task SetAsync(string workspace, WorkspaceRecord? record, CancellationToken token)
    {
        await HubEntries.PutAsync(trusted, Prefix + workspace, record is null ? null : JsonSerializer.SerializeToUtf8Bytes(record, ContractsJson.Default.WorkspaceRecord), token);
        var rules = new Dictionary<string, WorkspaceRule>(_rules, StringComparer.Ordinal);
        if (record is null)
            rules.Remove(workspace);
        else
            rules[workspace] = new WorkspaceRule(record);
        _rules = rules;
    }

    private static WorkspaceRule? Read(BucketEntry entry)
    {
        try
        {
            var record = JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.WorkspaceRecord);
            return record is not null && entry.Key == Prefix + record.Name ? new WorkspaceRule(record) : null;
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            return null;
        }
    }
}
