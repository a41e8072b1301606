namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>No hub answered in time, or not yet as it will. Nothing else follows from it.</summary>
public class HubUnreachableException : Exception
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

    /// <summary>How long the hub wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public HubUnreachableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
