namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>No hub answered in time. Nothing else follows from it.</summary>
public sealed class HubUnreachableException : Exception
{
    /// <inheritdoc cref="Exception()"/>
    public HubUnreachableException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public HubUnreachableException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public HubUnreachableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
