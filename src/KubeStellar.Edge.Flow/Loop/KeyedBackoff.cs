namespace KubeStellar.Edge.Flow.Loop;

/// <summary>Failures in a row by key, so that one bad key waits alone. For one thread at a time.</summary>
/// <typeparam name="TKey">What fails.</typeparam>
public sealed class KeyedBackoff<TKey>(Backoff backoff, Random random)
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> _failures = [];

    /// <summary>Failures in a row; 0 when the last attempt succeeded.</summary>
    public int Failures(TKey key) => _failures.GetValueOrDefault(key);

    /// <summary>Counts a failure and says how long to wait.</summary>
    public TimeSpan Failed(TKey key) => backoff.After(_failures[key] = Failures(key) + 1, random);

    /// <summary>Forgets the key's failures.</summary>
    public void Succeeded(TKey key) => _failures.Remove(key);
}
