namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>The server did not answer in time; whether a write happened is unknown.</summary>
public sealed class BucketUnavailableException : Exception
{
    /// <inheritdoc cref="Exception()"/>
    public BucketUnavailableException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public BucketUnavailableException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public BucketUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
