using System.Text.Json.Nodes;
using System.Threading.Channels;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;
using KubeStellar.Edge.TestKit.Cluster.Fake.Schema;
using KubeStellar.Edge.TestKit.Cluster.Fake.Store;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Lifecycle;

/// <summary>What the server does about CustomResourceDefinitions and APIServices: names accepted and established a moment later, custom resources removed before their definition, absent services reported.</summary>
internal sealed class CrdController : IDisposable
{
    private const string Cleanup = "customresourcecleanup.apiextensions.k8s.io";
    private readonly Channel<(Table Table, Stored Stored)> _work = Channel.CreateUnbounded<(Table, Stored)>();
    private readonly CancellationTokenSource _stop = new();
    private readonly ObjectStore _store;
    private readonly Remover _remover;
    private readonly Births _births;
    private readonly TimeProvider _time;
    private readonly Task _loop;

    internal CrdController(ObjectStore store, Remover remover, Births births, TimeProvider time)
    {
        (_store, _remover, _births, _time) = (store, remover, births, time);
        store.Written += (table, change) =>
        {
            if (change.New is { } stored && table.Plural is "customresourcedefinitions" or "apiservices")
                _work.Writer.TryWrite((table, change.New!));
            else if (change.New is null)
                Gone(table);
        };
        _loop = RunAsync();
    }

    /// <summary>How long a definition takes until it is established.</summary>
    internal TimeSpan After { get; set; } = TimeSpan.FromMilliseconds(20);

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var (table, stored) in _work.Reader.ReadAllAsync(_stop.Token))
            {
                if (table.Plural == "apiservices")
                    Report(table, stored);
                else if (stored.Parse().At("metadata", "deletionTimestamp") is not null)
                    Empty(table, stored);
                else
                    await EstablishAsync(table, stored);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server is let go.
        }
    }

    private async Task EstablishAsync(Table table, Stored stored)
    {
        if (stored.Parse().Items("status", "conditions").Any(condition => condition.Text("type") == "Established"))
        {
            Change(table, stored, body =>
            {
                if (Json.Same(body.At("status", "acceptedNames"), body.At("spec", "names")))
                    return false;
                body.Make("status")["acceptedNames"] = body.At("spec", "names").Copy();
                return true;
            });
            return;
        }

        if (After > TimeSpan.Zero)
            await Task.Delay(After, _time, _stop.Token);
        Change(table, stored, body =>
        {
            var status = body.Make("status");
            status["conditions"] = new JsonArray(
                Condition("NamesAccepted", "True", "NoConflicts", "no conflicts found"), Condition("Established", "True", "InitialNamesAccepted", "the initial names have been accepted"));
            status["acceptedNames"] = body.At("spec", "names").Copy();
            return true;
        });
    }

    private void Report(Table table, Stored stored) => Change(table, stored, body =>
    {
        if (body.At("spec", "service") is null || body.Items("status", "conditions").Any())
            return false;
        body.Make("status")["conditions"] = new JsonArray(Condition(
            "Available", "False", "ServiceNotFound", $"service/{body.Text("spec", "service", "name")} in \"{body.Text("spec", "service", "namespace")}\" is not present"));
        return true;
    });

    private void Empty(Table table, Stored stored)
    {
        var body = stored.Parse();
        var (group, plural) = (body.Text("spec", "group"), body.Text("spec", "names", "plural"));
        var type = new ResourceType(group, "", plural, body.Text("spec", "names", "kind"), body.Text("spec", "scope") == "Namespaced") { IsCustom = true };
        var customs = _store[group, plural];
        foreach (var custom in _store.List(customs).Objects)
            _remover.Remove(customs, custom, type, "");
        if (_store.List(customs).Objects.Count > 0)
            return;
        while (_store.Find(table, "", stored.Name) is { } seen)
        {
            var next = seen.Parse();
            var finalizers = next.Texts("metadata", "finalizers");
            finalizers.Remove(Cleanup);
            next.Make("metadata")["finalizers"] = new JsonArray([.. finalizers.Select(text => (JsonNode)text)]);
            if ((Births.IsDone(next) ? _store.Remove(table, seen) : _store.Write(table, next, seen)) is not null)
                return;
        }
    }

    // The last custom resource is gone: its definition may go too.
    private void Gone(Table table)
    {
        var definitions = _store["apiextensions.k8s.io", "customresourcedefinitions"];
        if (definitions != table && _store.Find(definitions, "", $"{table.Plural}.{table.Group}") is { } definition)
            _work.Writer.TryWrite((definitions, definition));
    }

    private void Change(Table table, Stored stored, Func<JsonObject, bool> change)
    {
        for (var seen = _store.Find(table, "", stored.Name); seen is not null; seen = _store.Find(table, "", stored.Name))
        {
            var next = seen.Parse();
            if (!change(next) || _store.Write(table, Births.Ordered(next), seen) is not null)
                return;
        }
    }

    private JsonObject Condition(string type, string status, string reason, string message) => new()
    {
        ["type"] = type, ["status"] = status, ["lastTransitionTime"] = _births.Now(), ["reason"] = reason, ["message"] = message,
    };
}
