namespace KubeStellar.Edge.Kubernetes.Cluster.Watch;

/// <summary>
/// The objects that a watch last saw go, by uid, with the version at which they did. The reply to a request of ours may come in after that and tell of an object that is no more; one that only
/// lost our label and has it again comes with a newer version. Not safe for use by several threads at once.
/// </summary>
internal sealed class RecentlyGone
{
    private const int Kept = 1024;
    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    /// <summary>Whether it went at this version or a later one.</summary>
    internal bool Includes(LiveEntry entry) => _versions.TryGetValue(entry.Uid, out var gone) && !ResourceVersions.IsOlder(gone, entry.ResourceVersion);

    /// <summary>Forgets all: the server went back in time.</summary>
    internal void Clear()
    {
        _versions.Clear();
        _order.Clear();
    }

    internal void Add(LiveEntry last)
    {
        if (last.Uid.Length == 0)
        {
            return;
        }

        if (!_versions.ContainsKey(last.Uid))
        {
            _order.Enqueue(last.Uid);
            if (_order.Count > Kept)
            {
                _versions.Remove(_order.Dequeue());
            }
        }

        _versions[last.Uid] = last.ResourceVersion;
    }
}
