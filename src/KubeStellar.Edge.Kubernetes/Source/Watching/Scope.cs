using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using KubeStellar.Edge.Kubernetes.Source.Cleaning;

namespace KubeStellar.Edge.Kubernetes.Source.Watching;

/// <summary>One watch: the objects of one kind that a selector chooses, in one namespace or in all. Keeps their names only.</summary>
internal sealed class Scope : IWatchSink, IScopeView
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string Space, string Name)> _ours = [];
    private readonly IScopeUser _user;
    private readonly Action _changed;
    private WatchLoop? _loop;
    private bool _listed;

    /// <param name="question">What is watched.</param>
    /// <param name="user">Who is told of objects.</param>
    /// <param name="changed">Called when the watch itself is another.</param>
    internal Scope(ScopeQuestion question, IScopeUser user, Action changed) => (Question, _user, _changed) = (question, user, changed);

    /// <summary>What is watched.</summary>
    internal ScopeQuestion Question { get; }

    /// <summary>Whether what it does not see is not there: it was listed whole, and is watched since.</summary>
    public bool Ready => _loop is { Ready: true } && _listed;

    /// <summary>Whether there was any answer, good or bad.</summary>
    internal bool Answered => _listed || Fault is not null;

    /// <summary>Why it cannot be followed now; null when it can.</summary>
    internal ApiReply? Fault => _loop?.Fault;

    /// <summary>Runs the watch.</summary>
    internal Task RunAsync(WatchLoop loop, CancellationToken token)
    {
        _loop = loop;
        return loop.RunAsync(token);
    }

    /// <summary>Whether an object is one of ours here.</summary>
    public bool Sees(string space, string name)
    {
        lock (_lock)
        {
            return _ours.Contains((space, name));
        }
    }

    /// <inheritdoc/>
    public void Listed(string space, IReadOnlyList<LiveEntry> entries, string version)
    {
        var there = entries.Select(entry => (entry.Namespace, entry.Name)).ToHashSet();
        List<(string Space, string Name)> gone;
        lock (_lock)
        {
            gone = [.. _ours.Where(known => !there.Contains(known))];
        }

        foreach (var entry in entries)
        {
            Seen(entry);
        }

        gone.ForEach(Forget);
        _listed = true;
        _changed();
    }

    /// <inheritdoc/>
    public void Seen(LiveEntry entry)
    {
        if (entry.Live is not { } live || Parse(live) is not { } item)
        {
            return;
        }

        // Known before it waits: whoever wakes by it must not find that nobody sees it.
        lock (_lock)
        {
            _ours.Add((entry.Namespace, entry.Name));
        }

        if (!_user.Take(entry, item))
        {
            Forget((entry.Namespace, entry.Name));
        }
    }

    /// <inheritdoc/>
    public void Left(LiveEntry last) => Forget((last.Namespace, last.Name));

    /// <inheritdoc/>
    public void Changed() => _changed();

    // What no server should send leaves the object as it was known.
    private static JsonObject? Parse(byte[] live)
    {
        try
        {
            return JsonNode.Parse(live, documentOptions: NodeJson.Reading) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Forget((string Space, string Name) known)
    {
        bool was;
        lock (_lock)
        {
            was = _ours.Remove(known);
        }

        if (was)
        {
            _user.Leave(known.Space, known.Name);
        }
    }
}
