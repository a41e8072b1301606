namespace KubeStellar.Edge.Flow.Edge.Store;

/// <summary>Something that was stored cannot be read; it was set aside. Never the same as empty.</summary>
public sealed class StoreDamagedException : Exception
{
    /// <inheritdoc cref="Exception()"/>
    public StoreDamagedException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public StoreDamagedException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public StoreDamagedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
