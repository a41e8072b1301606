namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>A state directory that this daemon cannot use, with a sentence that says why: another daemon uses it, a newer version wrote it, or its disk fails.</summary>
public sealed class StateDirectoryException : Exception
{
    /// <inheritdoc cref="Exception()"/>
    public StateDirectoryException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public StateDirectoryException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public StateDirectoryException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Whether another daemon uses it.</summary>
    public bool InUse { get; init; }

    /// <summary>Whether a newer version wrote it: trying again helps nothing before somebody installed that one.</summary>
    public bool FromNewer { get; init; }
}
