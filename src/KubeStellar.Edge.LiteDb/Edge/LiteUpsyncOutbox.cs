using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.LiteDb.Engine;

namespace KubeStellar.Edge.LiteDb.Edge;

/// <summary>Objects that are carried up: one document a policy and object.</summary>
internal sealed class LiteUpsyncOutbox(LiteStore store) : IUpsyncOutbox
{
    internal const string Part = "upsync";

    public async Task<IReadOnlyList<BornObject>> ReadAsync(CancellationToken token)
    {
        // Lost ones are no harm: the target has them, and the hub is told all that there is with each connection.
        var items = await store.ReadAsync(session => session.All(Part), token);
        return [.. items.Select(item => JsonSerializer.Deserialize(item.Payload, StoreJson.Default.BornObject)!)];
    }

    public Task WriteAsync(IReadOnlyCollection<BornObject> put, IReadOnlyCollection<(PolicyKey Policy, ObjectKey Key)> remove, CancellationToken token)
    {
        var documents = put.Select(one => (Key: KeyOf(one.Policy, one.Key), Payload: JsonSerializer.SerializeToUtf8Bytes(one, StoreJson.Default.BornObject))).ToList();
        return store.WriteAsync(
            session =>
            {
                foreach (var (policy, key) in remove)
                {
                    session.Remove(Part, KeyOf(policy, key));
                }

                foreach (var (key, payload) in documents)
                {
                    session.Put(Part, key, payload);
                }
            },
            token);
    }

    private static string KeyOf(PolicyKey policy, ObjectKey key) => $"{policy} {key}";
}
