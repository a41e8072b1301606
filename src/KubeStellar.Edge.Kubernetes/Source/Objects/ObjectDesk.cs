using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Sources;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using KubeStellar.Edge.Kubernetes.Source.Choice;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;
using KubeStellar.Edge.Kubernetes.Source.Watching;

namespace KubeStellar.Edge.Kubernetes.Source.Objects;

/// <summary>
/// Workload objects on their way from watches to the hub: cleaned, coalesced by key, so that a burst is a few writes; what is refused is put aside, and waits for its owner to change it.
/// </summary>
internal sealed class ObjectDesk(Action wake) : IScopeUser
{
    // A hand-over of this size is checked and written in a moment; what is left comes right after it.
    private const int MostAtOnce = 10_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, PendingObject> _pending = [];
    private readonly Dictionary<ObjectKey, RefusedObject> _refused = [];

    /// <summary>Objects that the hub does not take, with the reason.</summary>
    internal IReadOnlyList<(ObjectKey Key, RefusedObject Refused)> Refused
    {
        get
        {
            lock (_lock)
            {
                return [.. _refused.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value))];
            }
        }
    }

    /// <summary>Whether anything waits.</summary>
    internal bool Waits
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count > 0;
            }
        }
    }

    /// <inheritdoc/>
    public bool Take(LiveEntry entry, JsonObject item)
    {
        if (ObjectChoice.Explain(item) is { } why)
        {
            return ObjectChoice.IsAdopted(item) && Refuse(entry, item, why);
        }

        var reference = Fields.Reference(item);
        var takesOver = SourceMarks.IsTakenOver(item);
        var named = Name(item, entry);
        try
        {
            var content = ObjectCleaning.Clean(item);
            lock (_lock)
            {
                _pending[named] = new PendingObject(content, reference, takesOver);
            }
        }
        catch (JsonRefusedException refused)
        {
            lock (_lock)
            {
                _refused[named] = new RefusedObject(new PendingObject([], reference, takesOver), "invalid", refused.Message);
            }
        }

        wake();
        return true;
    }

    // What people marked for the fleet and an edge took over in this same cluster is still theirs: it is not taken anew, and it is not gone.
    private bool Refuse(LiveEntry entry, JsonObject item, string why)
    {
        var named = Name(item, entry);
        lock (_lock)
        {
            _refused[named] = new RefusedObject(null, "conflict", why);
            _pending.Remove(named);
        }

        wake();
        return true;
    }

    /// <inheritdoc/>
    public void Leave(string space, string name) => wake();

    /// <summary>Takes what waits and differs from what the hub has.</summary>
    internal Dictionary<ObjectKey, PendingObject> Next(SourceHoldings holdings)
    {
        lock (_lock)
        {
            foreach (var (key, _) in _pending.Where(pair => holdings.Objects.TryGetValue(pair.Key, out var digest) && digest == pair.Value.Digest).ToList())
            {
                _pending.Remove(key);
                _refused.Remove(key);
            }

            var batch = _pending.Take(MostAtOnce).ToDictionary();
            foreach (var key in batch.Keys)
            {
                _pending.Remove(key);
            }

            return batch;
        }
    }

    /// <summary>What a batch is as a change; each object is named by its key.</summary>
    internal static IReadOnlyList<ApplyObject> Change(Dictionary<ObjectKey, PendingObject> batch) =>
        [.. batch.OrderBy(pair => pair.Key).Select(pair => new ApplyObject(pair.Key.ToString(), CanonicalJson.Parse(pair.Value.Content), null))];

    /// <summary>Takes what became of a batch; the objects that are refused anew, or for another reason.</summary>
    internal IReadOnlyList<(ObjectKey Key, RefusedObject Refused)> Settle(Dictionary<ObjectKey, PendingObject> batch, SourceOutcome outcome)
    {
        var news = new List<(ObjectKey, RefusedObject)>();
        var refusals = outcome.Refused.DistinctBy(refusal => refusal.Item).ToDictionary(refusal => refusal.Item, StringComparer.Ordinal);
        lock (_lock)
        {
            foreach (var (key, pending) in batch)
            {
                if (refusals.TryGetValue(key.ToString(), out var refusal))
                {
                    var refused = new RefusedObject(pending, refusal.Code, Sentence(key, refusal));
                    if (_refused.GetValueOrDefault(key)?.Why != refused.Why)
                    {
                        news.Add((key, refused));
                    }

                    _refused[key] = refused;
                }
                else if (outcome.Later.Length > 0)
                {
                    _pending.TryAdd(key, pending);
                }
                else
                {
                    _refused.Remove(key);
                }
            }
        }

        return news;
    }

    /// <summary>Objects that are gone wait for nothing any more.</summary>
    internal void Forget(Func<ObjectKey, bool> gone)
    {
        lock (_lock)
        {
            foreach (var key in _refused.Keys.Concat(_pending.Keys).Where(gone).ToList())
            {
                _refused.Remove(key);
                _pending.Remove(key);
            }
        }
    }

    /// <summary>What was refused for what somebody else has is tried again: he may have let it go.</summary>
    internal void Again()
    {
        lock (_lock)
        {
            foreach (var (key, refused) in _refused.Where(pair => pair.Value is { Code: not "invalid", Pending: not null }))
            {
                _pending.TryAdd(key, refused.Pending!);
            }
        }
    }

    // The object is named by the event's own reference, or by whoever lists it.
    private static string Sentence(ObjectKey key, SourceRefusal refusal) =>
        string.Join("; ", refusal.Faults.Select(fault => SourceRefusal.Show(fault.Source == key.ToString() ? fault with { Source = "" } : fault)));

    private static ObjectKey Name(JsonObject item, LiveEntry entry) =>
        new(ObjectKey.GroupOf(Fields.Text(item, "apiVersion") ?? ""), Fields.Text(item, "kind") ?? "", entry.Namespace, entry.Name);
}
