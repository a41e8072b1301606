using KubeStellar.Edge.Flow.State.Buckets;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>All buckets, with one counter of calls so that a test can die at each of them.</summary>
internal sealed class CountingBuckets : IBuckets
{
    private readonly Dictionary<string, CountingBucket> _buckets;

    public CountingBuckets() => _buckets = Names.All.ToDictionary(name => name, name => new CountingBucket(name, this));

    /// <summary>Calls that write, so far.</summary>
    public int Calls { get; private set; }

    /// <summary>The process dies at this call: before it when even, after it when odd. -1 for never. Whatever survives the exception can write no more.</summary>
    public int DieAt
    {
        get;
        set => (field, Dead) = (value, false);
    } = -1;

    /// <summary>The process died.</summary>
    public bool Dead { get; private set; }

    /// <summary>Buckets whose calls are not counted and never die (the lease beats by the clock).</summary>
    public Func<string, bool> Counts { get; set; } = _ => true;

    /// <summary>Called before each write, with the bucket's name: what happens meanwhile.</summary>
    public Action<string> Meanwhile { get; set; } = static _ => { };

    IBucket IBuckets.this[string name] => _buckets[name];

    public CountingBucket Of(string name) => _buckets[name];

    public Task EnsureAsync(string name, CancellationToken token) => Task.CompletedTask;

    public void Clear()
    {
        foreach (var bucket in _buckets.Values)
        {
            bucket.Writes.Clear();
        }
    }

    public int WritesTo(params string[] names) => names.Sum(name => _buckets[name].Writes.Count);

    internal void Before(string name)
    {
        Meanwhile(name);
        if (Dead || (Counts(name) && Calls++ * 2 == DieAt))
        {
            Dead = true;
            throw new ProcessDiedException();
        }
    }

    internal void After(string name)
    {
        if (Counts(name) && ((Calls - 1) * 2) + 1 == DieAt)
        {
            Dead = true;
            throw new ProcessDiedException();
        }
    }
}
