using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>
/// Writes records durably, then into the inventory, then into the flow, in this order: a crash in between leaves a record that the next start
/// reads. A conflict takes over what somebody else wrote. One command at a time, so that a generation is given once.
/// </summary>
internal sealed class IngestStore(TrustedBuckets trusted, HubInventory inventory, HubChanges changes, ContentPool contents) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Runs a command with nothing else changing the inventory.</summary>
    public async Task<T> AloneAsync<T>(Func<Task<T>> command, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            return await command();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Until the returned scope ends the flow takes nothing of what is written.</summary>
    public IDisposable Together() => changes.Together();

    public async Task PutWorkloadsAsync(IReadOnlyList<WorkloadEntry> entries, CancellationToken token)
    {
        var writes = entries.Select(entry => Write(WorkloadKey(entry.Record.Workspace, entry.Record.Key), entry.Record, ContractsJson.Default.WorkloadRecord)).ToList();
        var outcomes = await trusted.WriteAsync(Buckets.Workloads, writes, token);
        inventory.Set(entries.Where((_, i) => outcomes[i].Done));
        await TakeOverAsync(outcomes, TakeWorkloadAsync, token);
        for (var i = 0; i < entries.Count; i++)
        {
            if (outcomes[i].Done)
            {
                changes.Workload(entries[i].Record.Workspace, entries[i].Record.Key);
            }
        }

        Check(outcomes, i => entries[i].Record.Key.ToString());
    }

    public async Task PutPoliciesAsync(IReadOnlyList<PolicyRecord> policies, CancellationToken token)
    {
        var writes = policies.Select(policy => Write(KeyOf(policy).ToString(), policy, ContractsJson.Default.PolicyRecord)).ToList();
        var outcomes = await trusted.WriteAsync(Buckets.Policies, writes, token);
        inventory.Set(policies.Where((_, i) => outcomes[i].Done));
        for (var i = 0; i < policies.Count; i++)
        {
            if (outcomes[i].Done)
            {
                changes.Policy(KeyOf(policies[i]));
            }
        }

        await TakeOverAsync(outcomes, TakePolicyAsync, token);
        Check(outcomes, i => KeyOf(policies[i]).ToString());
    }

    /// <summary>Writes new libraries. They enter no flow: policies carry copies.</summary>
    public async Task PutLibrariesAsync(IReadOnlyList<LibraryRecord> libraries, CancellationToken token)
    {
        var writes = libraries.Select(library => Write(LibraryScope.KeyOf(library).ToString(), library, ContractsJson.Default.LibraryRecord)).ToList();
        var outcomes = await trusted.WriteAsync(Buckets.Libraries, writes, token);
        inventory.Set(libraries.Where((_, i) => outcomes[i].Done));
        await TakeOverAsync(outcomes, TakeLibraryAsync, token);
        Check(outcomes, i => $"{libraries[i].Name}@{libraries[i].Version}");
    }

    /// <summary>Writes what the hub found about a policy, which is no change of the policy. A policy that was changed or deleted meanwhile is left as it is.</summary>
    public Task PutStateAsync(PolicyKey key, Digest bundle, PolicyState state, CancellationToken token) => AloneAsync(
        async () =>
        {
            if (inventory.Policy(key) is not { } policy || policy.Digest != bundle || policy.State == state)
            {
                return false;
            }

            policy = policy with { State = state };
            var outcomes = await trusted.WriteAsync(Buckets.Policies, [Write(key.ToString(), policy, ContractsJson.Default.PolicyRecord)], token);
            if (outcomes[0].Done)
            {
                inventory.Set([policy]);
            }

            await TakeOverAsync(outcomes, TakePolicyAsync, token);
            return outcomes[0].Done;
        },
        token);

    public async Task PutEdgeAsync(EdgeRecord edge, CancellationToken token)
    {
        var outcomes = await trusted.WriteAsync(Buckets.Edges, [Write(edge.Id, edge, ContractsJson.Default.EdgeRecord)], token);
        if (outcomes[0].Done)
        {
            inventory.Set([edge]);
            changes.Edge(edge.Id);
        }

        await TakeOverAsync(outcomes, TakeEdgeAsync, token);
        Check(outcomes, _ => edge.Id);
    }

    public async Task RemoveEdgeAsync(string edge, CancellationToken token)
    {
        var outcomes = await trusted.WriteAsync(Buckets.Edges, [new TrustedWrite(edge, null)], token);
        if (outcomes[0].Done)
        {
            inventory.Remove(edge);
            changes.Edge(edge);
        }

        await TakeOverAsync(outcomes, TakeEdgeAsync, token);
        Check(outcomes, _ => edge);
    }

    public async Task DeleteWorkloadsAsync(string workspace, IReadOnlyList<ObjectKey> keys, CancellationToken token)
    {
        var outcomes = await trusted.WriteAsync(Buckets.Workloads, [.. keys.Select(key => new TrustedWrite(WorkloadKey(workspace, key), null))], token);
        for (var i = 0; i < keys.Count; i++)
        {
            if (outcomes[i].Done)
            {
                inventory.Remove(workspace, keys[i]);
                changes.Workload(workspace, keys[i]);
            }
        }

        await TakeOverAsync(outcomes, TakeWorkloadAsync, token);
        Check(outcomes, i => keys[i].ToString());
    }

    public async Task DeletePoliciesAsync(IReadOnlyList<PolicyKey> keys, CancellationToken token)
    {
        var outcomes = await trusted.WriteAsync(Buckets.Policies, [.. keys.Select(key => new TrustedWrite(key.ToString(), null))], token);
        for (var i = 0; i < keys.Count; i++)
        {
            if (outcomes[i].Done)
            {
                inventory.Remove(keys[i]);
                changes.Policy(keys[i]);
            }
        }

        await TakeOverAsync(outcomes, TakePolicyAsync, token);
        Check(outcomes, i => keys[i].ToString());
    }

    public async Task DeleteLibrariesAsync(IReadOnlyList<LibraryKey> keys, CancellationToken token)
    {
        var outcomes = await trusted.WriteAsync(Buckets.Libraries, [.. keys.Select(key => new TrustedWrite(key.ToString(), null))], token);
        for (var i = 0; i < keys.Count; i++)
        {
            if (outcomes[i].Done)
            {
                inventory.Remove(keys[i]);
            }
        }

        await TakeOverAsync(outcomes, TakeLibraryAsync, token);
        Check(outcomes, i => keys[i].Library.ToString());
    }

    /// <summary>A stored object taken into the inventory and the flow.</summary>
    public async Task TakeWorkloadAsync(BucketEntry entry, CancellationToken token)
    {
        var record = Read(Buckets.Workloads, entry, ContractsJson.Default.WorkloadRecord);
        var canonical = record.Object is { } value
            ? CanonicalJson.Canonicalize(value)
            : await contents.ContentAsync(record.Digest, token) ?? throw new InvalidDataException($"the content of {entry.Key} is not stored");
        inventory.Set([new WorkloadEntry(record, canonical)]);
        changes.Workload(record.Workspace, record.Key);
    }

    /// <summary>A stored policy taken into the inventory and the flow.</summary>
    public Task TakePolicyAsync(BucketEntry entry, CancellationToken token)
    {
        var policy = Read(Buckets.Policies, entry, ContractsJson.Default.PolicyRecord);
        inventory.Set([policy]);
        changes.Policy(KeyOf(policy));
        return Task.CompletedTask;
    }

    /// <summary>A stored library taken into the inventory.</summary>
    public Task TakeLibraryAsync(BucketEntry entry, CancellationToken token)
    {
        var library = Read(Buckets.Libraries, entry, ContractsJson.Default.LibraryRecord);
        inventory.Set([library]);
        return Task.CompletedTask;
    }

    /// <summary>A stored edge taken into the inventory and the flow.</summary>
    public Task TakeEdgeAsync(BucketEntry entry, CancellationToken token)
    {
        var edge = Read(Buckets.Edges, entry, ContractsJson.Default.EdgeRecord);
        inventory.Set([edge]);
        changes.Edge(edge.Id);
        return Task.CompletedTask;
    }

    /// <summary>A stored record. One of a newer version is as good as unreadable: who does not know what it means must not act on it.</summary>
    private static T Read<T>(string bucket, BucketEntry entry, JsonTypeInfo<T> type)
        where T : WireRecord
    {
        var record = JsonSerializer.Deserialize(entry.Value.Span, type) ?? throw new InvalidDataException($"{bucket} {entry.Key} is null");
        return SchemaRule.TooNew(record) is { } newer ? throw new InvalidDataException(newer) : record;
    }

    /// <summary>Whether a Take failed because of what is stored, not because of the server.</summary>
    public static bool IsUnreadable(Exception error) => error is JsonException or InvalidDataException or JsonRefusedException or ContentRefusedException;

    public void Dispose() => _one.Dispose();

    public static string WorkloadKey(string workspace, ObjectKey key) => $"{workspace}.{key}";

    private static PolicyKey KeyOf(PolicyRecord policy) => new(policy.Workspace, policy.Name);

    private static TrustedWrite Write<T>(string key, T record, JsonTypeInfo<T> type) => new(key, JsonSerializer.SerializeToUtf8Bytes(record, type));

    private static async Task TakeOverAsync(IReadOnlyList<TrustedOutcome> outcomes, Func<BucketEntry, CancellationToken, Task> take, CancellationToken token)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome is { Conflict: true, Current: { } current })
            {
                await take(current, token);
            }
        }
    }

    private static void Check(IReadOnlyList<TrustedOutcome> outcomes, Func<int, string> name)
    {
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (!outcomes[i].Done)
            {
                throw RequestRefusedException.Because(
                    outcomes[i].Conflict ? "conflict" : "internal", $"{name(i)} was not written: {outcomes[i].Refused}. Send the same again; what was written is then unchanged");
            }
        }
    }
}
