namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// Up to which revision of each bucket this hub knows every write, its own or loaded: a revision beyond it is somebody else's (<c>nats kv put</c>).
/// Own writes may be noted in any order; a gap stays a gap until the bucket is loaded again.
/// </summary>
public sealed class BucketLedger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Page> _pages = new(StringComparer.Ordinal);

    /// <summary>Every write up to this revision is known; 0 before the bucket was loaded.</summary>
    public ulong Known(string bucket)
    {
        lock (_gate)
            return _pages.TryGetValue(bucket, out var page) ? page.Known : 0;
    }

    /// <summary>The hub itself wrote this revision (values and delete markers alike).</summary>
    public void Wrote(string bucket, ulong revision)
    {
        lock (_gate)
        {
            var page = PageOf(bucket);
            if (revision > page.Known)
                page.Above.Add(revision);
            page.Close();
        }
    }

    /// <summary>The bucket was loaded when its last revision was (at least) this one.</summary>
    /// <param name="bucket">Bucket.</param>
    /// <param name="revision">Its last revision, asked for before loading.</param>
    /// <param name="anotherLife">The bucket is another one of the same name: its revisions begin anew.</param>
    public void Loaded(string bucket, ulong revision, bool anotherLife = false)
    {
        lock (_gate)
        {
            var page = PageOf(bucket);
            if (anotherLife)
            {
                page.Above.Clear();
                page.Known = revision;
            }

            page.Known = Math.Max(page.Known, revision);
            page.Close();
        }
    }

    private Page PageOf(string bucket) =>
        _pages.TryGetValue(bucket, out var page) ? page : _pages[bucket] = new Page();

    private sealed class Page
    {
        public ulong Known { get; set; }

        public SortedSet<ulong> Above { get; } = [];

        public void Close()
        {
            while (Above.Count > 0 && Above.Min <= Known + 1)
            {
                Known = Math.Max(Known, Above.Min);
                Above.Remove(Above.Min);
            }
        }
    }
}
