namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>The bucket does not exist (any more).</summary>
public sealed class BucketGoneException : Exception
{
    /// <inheritdoc cref="Exception()"/>
    public BucketGoneException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public BucketGoneException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public BucketGoneException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
