namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>The hub tells an edge nothing, because it holds it; the message is the answer.</summary>
public sealed class EdgeHeldException : Exception
{
    /// <inheritdoc cref="Exception()"/>
    public EdgeHeldException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public EdgeHeldException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public EdgeHeldException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
