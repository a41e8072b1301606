using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Cluster.Watch;

/// <summary>The watches: one for each kind in use, begun when the kind is first used.</summary>
internal sealed class WatchSet(ApiClient client, string selector, ClusterTimes times, Random random, TimeProvider time, ILogger<WatchSet> log) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Group, string Kind), KindWatch> _watches = [];

    /// <summary>Called with an object that changed; must return at once.</summary>
    internal Action<KindInfo, LiveEntry> OnChange { get; set; } = static (_, _) => { };

    /// <summary>Called when the server answers again after it did not; must return at once.</summary>
    internal Action OnBack { get; set; } = static () => { };

    /// <summary>Called with what nobody expected of a watch; must return at once.</summary>
    internal Action<Exception> OnBroken { get; set; } = static _ => { };

    /// <summary>The watch of a kind. A watch of metadata is replaced when whole objects are asked for.</summary>
    internal KindWatch Of(KindInfo kind, bool full, string space)
    {
        KindWatch watch;
        lock (_lock)
        {
            var before = _watches.GetValueOrDefault((kind.Group, kind.Kind));
            watch = before!;
            if (before is null || (full && !before.Full) || ((before.Kind.Version, before.Kind.Resource) != (kind.Version, kind.Resource) && before.FaultOf(space) is { Code: 404 }))
            {
                before?.Dispose();
                full |= before?.Full == true;
                watch = new KindWatch(
                    kind, full, (of, sink) => new WatchLoop(kind, full, of, selector, client, sink, times, Own(), time, log), (of, entry) => OnChange(of, entry), error => OnBroken(error), () => OnBack());
                _watches[(kind.Group, kind.Kind)] = watch;
                foreach (var used in before?.Spaces ?? [])
                {
                    watch.Use(used);
                }
            }
        }

        watch.Use(space);
        return watch;
    }

    /// <summary>The watch of a kind, if it is in use.</summary>
    internal KindWatch? Find(string group, string kind)
    {
        lock (_lock)
        {
            return _watches.GetValueOrDefault((group, kind));
        }
    }

    /// <summary>Ends the watches of all other kinds.</summary>
    internal void Only(IReadOnlySet<(string Group, string Kind)> kinds)
    {
        lock (_lock)
        {
            foreach (var kind in _watches.Keys.Where(kind => !kinds.Contains(kind)).ToList())
            {
                _watches.Remove(kind, out var watch);
                watch!.Dispose();
            }
        }
    }

    private Random Own()
    {
        lock (random)
        {
            return new Random(random.Next());
        }
    }

    public void Dispose() => Only(new HashSet<(string, string)>());
}
