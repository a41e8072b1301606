namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Another process publishes, or may: this one must not.</summary>
public sealed class LeaseLostException : Exception
{
    /// <inheritdoc cref="Exception()"/>
    public LeaseLostException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public LeaseLostException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public LeaseLostException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
