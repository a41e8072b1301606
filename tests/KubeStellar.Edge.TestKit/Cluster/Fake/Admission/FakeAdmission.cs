using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster.Fake.Rest;

namespace KubeStellar.Edge.TestKit.Cluster.Fake.Admission;

/// <summary>What a test wants to happen before a write, without a webhook of its own.</summary>
public sealed class FakeAdmission
{
    private readonly Lock _lock = new();
    private List<Func<AdmissionRequest, CancellationToken, Task>> _hooks = [];

    /// <summary>Refuses writes of a kind as a validating webhook does.</summary>
    /// <param name="kind">Kind.</param>
    /// <param name="webhook">Name of the webhook.</param>
    /// <param name="why">Its message.</param>
    /// <param name="name">Only this object; null for all.</param>
    /// <returns>Takes the rule away again.</returns>
    public IDisposable Deny(string kind, string webhook, string why, string? name = null) => Add((request, _) =>
        Hits(request, kind, name) ? throw new Refusal(403, "Forbidden", $"admission webhook \"{webhook}\" denied the request: {why}") : Task.CompletedTask);

    /// <summary>Refuses creations of a kind as a resource quota does.</summary>
    /// <param name="kind">Kind.</param>
    /// <param name="quota">Name of the quota.</param>
    /// <param name="why">As <c>requested: count/configmaps=1, used: count/configmaps=1, limited: count/configmaps=1</c>.</param>
    /// <returns>Takes the rule away again.</returns>
    public IDisposable Quota(string kind, string quota, string why) => Add((request, _) =>
        Hits(request, kind, null) && request.Operation == "CREATE" ? throw Refusal.Forbidden(request.Type, request.Name, $"exceeded quota: {quota}, {why}") : Task.CompletedTask);

    /// <summary>Changes objects of a kind before they are written, as a mutating webhook does.</summary>
    /// <returns>Takes the rule away again.</returns>
    public IDisposable Mutate(string kind, Action<JsonObject> change) => Add((request, _) =>
    {
        if (Hits(request, kind, null) && request.Object is { } body)
            change(body);
        return Task.CompletedTask;
    });

    /// <summary>Lets writes of a kind hang until the rule is taken away or the client gives up.</summary>
    /// <returns>Takes the rule away again; what hangs goes on.</returns>
    public IDisposable Hang(string kind)
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var rule = Add((request, token) => Hits(request, kind, null) ? gate.Task.WaitAsync(token) : Task.CompletedTask);
        return new Undo(() =>
        {
            rule.Dispose();
            gate.TrySetResult();
        });
    }

    internal async Task RunAsync(AdmissionRequest request, CancellationToken token)
    {
        foreach (var hook in _hooks)
            await hook(request, token);
    }

    private static bool Hits(AdmissionRequest request, string kind, string? name) =>
        request.Type.Kind == kind && request.Subresource.Length == 0 && request.Operation != "DELETE" && (name is null || name == request.Name);

    private Undo Add(Func<AdmissionRequest, CancellationToken, Task> hook)
    {
        lock (_lock)
            _hooks = [.. _hooks, hook];
        return new Undo(() =>
        {
            lock (_lock)
                _hooks = [.. _hooks.Where(other => other != hook)];
        });
    }

    private sealed class Undo(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
