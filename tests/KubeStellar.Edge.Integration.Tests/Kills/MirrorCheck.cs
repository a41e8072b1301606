using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.LiteDb.Hub;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>A dead hub's mirror, opened by its own code: not lost, nothing in it that nobody asked for, nothing that was taken missing, and nothing older than it was.</summary>
internal sealed class MirrorCheck(string state, WantedObjects wanted)
{
    private readonly Dictionary<string, MirrorLife> _lives = new(StringComparer.Ordinal);
    private (long Epoch, long Reserved) _counter;

    public async Task VerifyAsync(CancellationToken token)
    {
        using var copy = Copy.Of(Path.Combine(state, "mirror"));
        using var store = MirrorStore.Open(copy.Path, TimeProvider.System, NullLoggerFactory.Instance);
        var buckets = (await store.Mirror.LoadAsync(token)).ToDictionary(bucket => bucket.Name, StringComparer.Ordinal);
        Assert.Empty(Buckets.Mirrored.Except(buckets.Keys));
        Assert.False(Directory.Exists(Path.Combine(copy.Path, "damaged")), $"parts of the mirror in {state} were set aside as damaged");
        foreach (var bucket in buckets.Values)
            Life(bucket);
        Counter(buckets[Buckets.Hub]);
        var workloads = buckets[Buckets.Workloads].Entries.ToDictionary(entry => entry.Key, entry => JsonSerializer.Deserialize(entry.Value!.Value.Span, ContractsJson.Default.WorkloadRecord)!, StringComparer.Ordinal);
        Assert.All(WantedObjects.Numbers, number => TakenCheck.Object("the mirror", wanted, number, wanted.Taken(number), workloads.GetValueOrDefault("default." + WantedObjects.KeyOf(number))));
        Assert.Single(buckets[Buckets.Policies].Entries);
    }

    private void Life(MirrorBucket bucket)
    {
        // The life alone may be behind for a moment, while the mirror catches up with the bucket and people write.
        var life = bucket.Life with { LastRevision = bucket.Entries.Select(entry => entry.Revision).Append(bucket.Life.LastRevision).Max() };
        var before = _lives.GetValueOrDefault(bucket.Name, life);
        Assert.True(life.Created == before.Created && life.LastRevision >= before.LastRevision, $"the mirror of {bucket.Name} went back from {before} to {life}");
        _lives[bucket.Name] = life;
    }

    private void Counter(MirrorBucket hub)
    {
        var record = JsonSerializer.Deserialize(hub.Entries.Single(entry => entry.Key == "state").Value!.Value.Span, ContractsJson.Default.HubRecord)!;
        var counter = (record.Epoch, record.RevisionReserved);
        Assert.True(counter.CompareTo(_counter) >= 0, $"the mirror's counter went back from {_counter} to {counter}");
        _counter = counter;
    }
}
