namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>The key has another revision than the writer expected.</summary>
public sealed class RevisionConflictException : Exception
{
    /// <inheritdoc cref="Exception()"/>
    public RevisionConflictException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public RevisionConflictException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public RevisionConflictException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
