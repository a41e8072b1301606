using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;
using KubeStellar.Edge.Kubernetes.Source.Watching;

namespace KubeStellar.Edge.Kubernetes.Cluster.Upsync;

/// <summary>
/// The objects of one kind that are carried up, cleaned as they come, so that what a server changes of its own accord (its resource version) is no change.
/// </summary>
/// <param name="group">The kind's group.</param>
/// <param name="kind">The kind.</param>
/// <param name="rules">What is asked of it.</param>
/// <param name="owner">Who this edge is: what it applied itself has its reports.</param>
/// <param name="changed">Called when something is another.</param>
internal sealed class BornKind(string group, string kind, IReadOnlyList<UpsyncRule> rules, Owner owner, Action changed) : IScopeUser
{
    /// <summary>More are not kept in memory: several times what any policy may have.</summary>
    internal const int Most = 4 * UpsyncLimits.Objects;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Space, string Name), byte[]> _objects = [];
    private readonly SortedDictionary<string, string> _refused = new(StringComparer.Ordinal);

    /// <summary>Which rules it was made for.</summary>
    internal string Print { get; } = JsonSerializer.Serialize(rules, ContractsJson.Default.IReadOnlyListUpsyncRule);

    /// <summary>Whether there are more than are kept.</summary>
    internal bool Overflowed { get; private set; }

    internal IReadOnlyList<UpsyncSeen> Objects
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.Select(pair => new UpsyncSeen(new ObjectKey(group, kind, pair.Key.Space, pair.Key.Name), pair.Value))];
            }
        }
    }

    internal IReadOnlyList<UpsyncTrouble> Refused
    {
        get
        {
            lock (_lock)
            {
                return [.. _refused.Select(pair => new UpsyncTrouble("Refused", $"{kind}/{pair.Key}: {pair.Value}"))];
            }
        }
    }

    /// <inheritdoc/>
    public bool Take(LiveEntry entry, JsonObject item)
    {
        if (entry.Mark(MarkNames.Owner) == owner.Id || !rules.Any(rule => rule.Asks(new ObjectKey(group, kind, entry.Namespace, entry.Name), Labels(item))))
        {
            return false;
        }

        var name = $"{entry.Namespace}/{entry.Name}".TrimStart('/');
        try
        {
            var bytes = Clean(item);
            lock (_lock)
            {
                _refused.Remove(name);
                if (_objects.Count >= Most && !_objects.ContainsKey((entry.Namespace, entry.Name)))
                {
                    Overflowed = true;
                    return true;
                }

                if (_objects.TryGetValue((entry.Namespace, entry.Name), out var before) && before.AsSpan().SequenceEqual(bytes))
                {
                    return true;
                }

                _objects[(entry.Namespace, entry.Name)] = bytes;
            }
        }
        catch (JsonRefusedException error)
        {
            lock (_lock)
            {
                _refused[name] = error.Message;
            }
        }

        changed();
        return true;
    }

    /// <inheritdoc/>
    public void Leave(string space, string name)
    {
        lock (_lock)
        {
            _refused.Remove($"{space}/{name}".TrimStart('/'));
            _objects.Remove((space, name));
        }

        changed();
    }

    /// <summary>As the source cleans what it takes from a cluster, but with the status: that is what devices write.</summary>
    private static byte[] Clean(JsonObject item)
    {
        var status = item["status"]?.DeepClone();
        var clean = ObjectCleaning.Clean(item);
        return status is null ? clean
            : CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes<JsonNode>(new JsonObject([.. item.Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())), KeyValuePair.Create("status", (JsonNode?)status)]), NodeJson.Default.JsonNode));
    }

    private static JsonElement Labels(JsonObject item) => JsonSerializer.SerializeToElement<JsonNode>(
        new JsonObject { ["metadata"] = new JsonObject { ["labels"] = item["metadata"]?["labels"]?.DeepClone() } }, NodeJson.Default.JsonNode);
}
