using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.Fakes;

/// <summary>Objects that were born at edges, as a test says.</summary>
internal sealed class SideUpsync : IHubUpsync
{
    private readonly List<UpsyncedRecord> _records = [];

    internal void Put(UpsyncedRecord record) => _records.Add(record);

    public IReadOnlyList<(PolicyKey Policy, ObjectKey Key)> OfEdge(string edge) =>
        [.. _records.Where(one => one.Edge == edge).Select(one => (one.Policy, one.Key)).OrderBy(one => one.Policy).ThenBy(one => one.Key)];

    public Task<UpsyncedRecord?> ReadAsync(string edge, PolicyKey policy, ObjectKey key, CancellationToken token) =>
        Task.FromResult(_records.FirstOrDefault(one => one.Edge == edge && one.Policy == policy && one.Key == key));
}
