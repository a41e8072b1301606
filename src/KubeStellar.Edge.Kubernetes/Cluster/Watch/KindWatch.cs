using System.Collections.Concurrent;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;

namespace KubeStellar.Edge.Kubernetes.Cluster.Watch;

/// <summary>
/// What is known of our objects of one kind, by one watch for all that use it: over the whole cluster, or, where that is forbidden, one for each namespace in use.
/// </summary>
internal sealed class KindWatch : IWatchSink, IDisposable
{
    private readonly Func<string, IWatchSink, WatchLoop> _make;
    private readonly Action<KindInfo, LiveEntry> _hint;
    private readonly Action<Exception> _broken;
    private readonly Action _back;
    private readonly ConcurrentDictionary<(string Namespace, string Name), LiveEntry> _entries = [];
    private readonly Dictionary<string, (WatchLoop Loop, CancellationTokenSource Stop)> _narrow = [];
    private readonly HashSet<string> _spaces = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly RecentlyGone _gone = new();
    private readonly Dictionary<string, string> _listed = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly WatchLoop _wide;
    private volatile bool _narrowed;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal KindWatch(KindInfo kind, bool full, Func<string, IWatchSink, WatchLoop> make, Action<KindInfo, LiveEntry> hint, Action<Exception> broken, Action? back = null)
    {
        (Kind, Full, _make, _hint, _broken, _back) = (kind, full, make, hint, broken, back ?? (static () => { }));
        _wide = make("", this);
        Run(_wide, _stop.Token);
    }

    internal KindInfo Kind { get; }

    /// <summary>Whether whole objects are kept, not only their metadata.</summary>
    internal bool Full { get; }

    /// <summary>All that is known.</summary>
    internal IEnumerable<LiveEntry> All => _entries.Values;

    public void Dispose()
    {
        _stop.Cancel();
        lock (_lock)
        {
            foreach (var (_, stop) in _narrow.Values)
            {
                stop.Cancel();
            }
        }
    }

    internal LiveEntry? Get(string space, string name) => _entries.GetValueOrDefault((space, name));

    /// <summary>Whether what is not known in this namespace is not there.</summary>
    internal bool Ready(string space) => Loop(space) is { Ready: true };

    /// <summary>Namespaces in use.</summary>
    internal IReadOnlyList<string> Spaces
    {
        get
        {
            lock (_lock)
            {
                return [.. _spaces];
            }
        }
    }

    /// <summary>Says that a namespace is in use.</summary>
    internal void Use(string space)
    {
        if (!Kind.Namespaced)
        {
            return;
        }

        lock (_lock)
        {
            if (_spaces.Add(space))
            {
                Narrow();
            }
        }
    }

    /// <summary>Waits until it is ready or failed.</summary>
    internal async Task WaitAsync(string space, TimeSpan limit, TimeProvider time, CancellationToken token)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            if (Ready(space) || Loop(space) is { Fault: not null })
            {
                return;
            }

            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!token.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>A reply told how an object is now; unless the watch told meanwhile that it is gone: nobody would take it away again.</summary>
    internal void Keep(LiveEntry entry)
    {
        lock (_lock)
        {
            // Nor when it is older than the last list, which it is not in.
            if (!_gone.Includes(entry) && (_entries.ContainsKey((entry.Namespace, entry.Name)) || !_listed.TryGetValue(Loop(entry.Namespace) == _wide ? "" : entry.Namespace, out var listed)
                || !ResourceVersions.IsOlder(entry.ResourceVersion, listed)))
            {
                Put(entry, hint: false);
            }
        }
    }

    /// <summary>A reply told that an object is gone.</summary>
    internal void Drop(string space, string name, string uid)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue((space, name), out var known) && known.Uid == uid)
            {
                _entries.TryRemove((space, name), out _);
            }
        }
    }

    /// <inheritdoc/>
    public void Restored(string space)
    {
        lock (_lock)
        {
            _gone.Clear();
            _listed.Clear();
        }

        foreach (var known in _entries.Values.Where(known => space.Length == 0 || known.Namespace == space))
        {
            _entries.TryRemove((known.Namespace, known.Name), out _);
            _hint(Kind, known);
        }
    }

    /// <inheritdoc/>
    public void Listed(string space, IReadOnlyList<LiveEntry> entries, string version)
    {
        lock (_lock)
        {
            _listed[space] = version;
        }

        var there = entries.Select(entry => (entry.Namespace, entry.Name)).ToHashSet();
        foreach (var entry in entries)
        {
            Put(entry, hint: true);
        }

        foreach (var known in _entries.Values.Where(known => (space.Length == 0 || known.Namespace == space) && !there.Contains((known.Namespace, known.Name))))
        {
            // One that we made after the list was taken is not in it.
            if (!ResourceVersions.IsOlder(version, known.ResourceVersion))
            {
                Left(known);
            }
        }
    }

    /// <inheritdoc/>
    public void Seen(LiveEntry entry) => Put(entry, hint: true);

    /// <inheritdoc/>
    public void Left(LiveEntry last)
    {
        lock (_lock)
        {
            _gone.Add(last);
            if (_entries.TryGetValue((last.Namespace, last.Name), out var known))
            {
                if (ResourceVersions.IsOlder(last.ResourceVersion, known.ResourceVersion))
                {
                    return;
                }

                _entries.TryRemove((last.Namespace, last.Name), out _);
            }
        }

        Pulse();
        _hint(Kind, last);
    }

    /// <inheritdoc/>
    public void Back() => _back();

    /// <inheritdoc/>
    public void Changed()
    {
        lock (_lock)
        {
            Narrow();
        }

        Pulse();
    }

    // Until the whole cluster is allowed, whatever else its watch meets meanwhile.
    private bool Forbidden
    {
        get
        {
            if (_wide.Fault is { Code: 403 })
            {
                _narrowed = Kind.Namespaced;
            }
            else if (_wide.Ready)
            {
                _narrowed = false;
            }

            return _narrowed;
        }
    }

    private WatchLoop? Loop(string space)
    {
        if (!Forbidden)
        {
            return _wide;
        }

        lock (_lock)
        {
            return _narrow.TryGetValue(space, out var narrow) ? narrow.Loop : null;
        }
    }

    // Asked for again from time to time, the whole cluster may be allowed one day.
    private void Narrow()
    {
        if (!Forbidden)
        {
            foreach (var (_, stop) in _narrow.Values)
            {
                stop.Cancel();
            }

            _narrow.Clear();
            return;
        }

        foreach (var space in _spaces.Where(space => !_narrow.ContainsKey(space)))
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            var loop = _make(space, this);
            _narrow[space] = (loop, stop);
            Run(loop, stop.Token);
        }
    }

    private void Put(LiveEntry entry, bool hint)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue((entry.Namespace, entry.Name), out var known))
            {
                if (ResourceVersions.IsOlder(entry.ResourceVersion, known.ResourceVersion))
                {
                    return;
                }

                hint &= known.ResourceVersion != entry.ResourceVersion;
            }

            _entries[(entry.Namespace, entry.Name)] = entry;
        }

        Pulse();
        if (hint)
        {
            _hint(Kind, entry);
        }
    }

    private void Pulse()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }

    private void Run(WatchLoop loop, CancellationToken token) => _ = Task.Run(
        async () =>
        {
            try
            {
                await loop.RunAsync(token);
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                // Asked to stop.
            }
            catch (Exception error)
            {
                // A bug: it must not pass for a quiet cluster.
                _broken(error);
            }
        },
        CancellationToken.None);

    /// <summary>Waits until something is known or ready anew.</summary>
    internal Task NextAsync()
    {
        lock (_lock)
        {
            return _changed.Task;
        }
    }

    internal ApiReply? FaultOf(string space) => Loop(space)?.Fault;
}
