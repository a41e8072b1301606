namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>The hub's shared state: key-value buckets in JetStream (or in memory, in tests).</summary>
public interface IBuckets
{
    /// <summary>A bucket by its name in <see cref="KubeStellar.Edge.Contracts.Wire.Buckets"/>.</summary>
    IBucket this[string name] { get; }

    /// <summary>Makes the bucket when it is missing, and corrects its settings when they differ. Idempotent.</summary>
    /// <exception cref="BucketRefusedException">The server refuses or the bucket cannot be made as it must be.</exception>
    Task EnsureAsync(string name, CancellationToken token);
}
