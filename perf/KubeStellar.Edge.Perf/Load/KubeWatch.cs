using System.Diagnostics;
using System.Text.Json.Nodes;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Client;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>Watches a namespace of an API server from outside, and tells when it holds what it should.</summary>
internal sealed class KubeWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, JsonObject> _objects = [];
    private readonly Lock _lock = new();
    private readonly List<Task> _loops = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to watch.</summary>
    public KubeWatch(ApiServer server, string space)
    {
        foreach (var (version, resource) in KubeObjects.Collections)
            _loops.Add(LoopAsync(server, ApiPath.Of(version, resource, space)));
    }

    /// <summary>Waits until something is so; returns the time stamp at which it was.</summary>
    public async Task<long> UntilAsync(Func<IReadOnlyDictionary<string, JsonObject>, bool> wanted, CancellationToken token)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (wanted(_objects))
                    return Stopwatch.GetTimestamp();
                changed = _changed.Task;
            }

            await changed.WaitAsync(token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        _stop.Dispose();
    }

    private async Task LoopAsync(ApiServer server, string path)
    {
        try
        {
            await foreach (var item in server.Admin.WatchAsync(path + "?labelSelector=app%3Dbench", _stop.Token))
            {
                var name = path + "/" + (string)item.Body["metadata"]!["name"]!;
                lock (_lock)
                {
                    if (item.Type == "DELETED")
                        _objects.Remove(name);
                    else
                        _objects[name] = item.Body;
                    var changed = _changed;
                    _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    changed.TrySetResult();
                }
            }
        }
        catch (Exception error) when (_stop.IsCancellationRequested && error is OperationCanceledException or IOException or HttpRequestException)
        {
            // The bench is over.
            return;
        }
    }
}
