using System.Text.Json.Nodes;
using System.Threading.Channels;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Lifecycle;

/// <summary>The two controllers of kube-controller-manager that removals wait for: namespaces are emptied, dependents go with their owners (https://kubernetes.io/docs/concepts/architecture/garbage-collection/).</summary>
internal sealed class Garbage : IDisposable
{
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly ObjectStore _store;
    private readonly Catalog _catalog;
    private readonly Remover _remover;
    private readonly Task _loop;

    internal Garbage(ObjectStore store, Catalog catalog, Remover remover)
    {
        (_store, _catalog, _remover) = (store, catalog, remover);
        store.Written += (_, change) =>
        {
            if (change.New is null || change.New.Parse().At("metadata", "deletionTimestamp") is not null)
                _work.Writer.TryWrite(true);
        };
        _loop = RunAsync();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var _ in _work.Reader.ReadAllAsync(_stop.Token))
            {
                Namespaces();
                Owners();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server is let go.
        }
    }

    private IEnumerable<(Table Table, ResourceType Type)> Tables() => _catalog.Types.Select(type => (_store[type.Group, type.Plural], type));

    private void Namespaces()
    {
        var spaces = _store["", "namespaces"];
        foreach (var space in _store.List(spaces).Objects.Where(space => space.Parse().At("metadata", "deletionTimestamp") is not null))
        {
            var left = 0;
            foreach (var (table, type) in Tables().Where(pair => pair.Type.Namespaced))
            {
                foreach (var stored in _store.List(table).Objects.Where(stored => stored.Namespace == space.Name))
                {
                    _remover.Remove(table, stored, type, "");
                    left += _store.Find(table, stored.Namespace, stored.Name) is null ? 0 : 1;
                }
            }

            if (left == 0)
                Without(spaces, space, body => body.Make("spec")["finalizers"] = new JsonArray());
        }
    }

    private void Owners()
    {
        var all = Tables().SelectMany(pair => _store.List(pair.Table).Objects.Select(stored => (pair.Table, pair.Type, Stored: stored, Body: stored.Parse()))).ToList();
        var alive = all.Select(entry => entry.Body.Text("metadata", "uid")).ToHashSet(StringComparer.Ordinal);
        foreach (var (table, type, stored, body) in all)
        {
            var owners = body.Items("metadata", "ownerReferences").Select(owner => owner.Text("uid")).ToList();
            if (owners.Count > 0 && !owners.Exists(alive.Contains))
                _remover.Remove(table, stored, type, "");
            if (body.At("metadata", "deletionTimestamp") is null)
                continue;
            var finalizers = body.Texts("metadata", "finalizers");

            // No Pod runs here, so none uses a volume.
            foreach (var protection in finalizers.Where(name => name is "kubernetes.io/pvc-protection" or "kubernetes.io/pv-protection"))
                Release(table, stored, protection);
            var dependents = all.Where(other => other.Body.Items("metadata", "ownerReferences").Any(owner => owner.Text("uid") == body.Text("metadata", "uid"))).ToList();
            if (finalizers.Contains("orphan"))
            {
                foreach (var dependent in dependents)
                    Without(dependent.Table, dependent.Stored, next => next.Make("metadata").Remove("ownerReferences"));
                Release(table, stored, "orphan");
            }
            else if (finalizers.Contains("foregroundDeletion"))
            {
                foreach (var dependent in dependents)
                    _remover.Remove(dependent.Table, dependent.Stored, dependent.Type, "");
                if (dependents.TrueForAll(dependent => _store.Find(dependent.Table, dependent.Stored.Namespace, dependent.Stored.Name) is null))
                    Release(table, stored, "foregroundDeletion");
            }
        }
    }

    private void Release(Table table, Stored stored, string finalizer) => Without(
        table, stored,
        body => body.Make("metadata")["finalizers"] = new JsonArray([.. body.Texts("metadata", "finalizers").Where(name => name != finalizer).Select(name => (JsonNode)name)]));

    private void Without(Table table, Stored stored, Action<JsonObject> change)
    {
        while (_store.Find(table, stored.Namespace, stored.Name) is { } seen)
        {
            var next = seen.Parse();
            change(next);
            if ((Births.IsDone(next) ? _store.Remove(table, seen) : _store.Write(table, next, seen)) is not null)
                return;
        }
    }
}
