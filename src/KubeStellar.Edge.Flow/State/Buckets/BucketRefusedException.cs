namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>The server refused the request; trying the same again will not help.</summary>
public sealed class BucketRefusedException : Exception
{
    /// <inheritdoc cref="Exception()"/>
    public BucketRefusedException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public BucketRefusedException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public BucketRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
