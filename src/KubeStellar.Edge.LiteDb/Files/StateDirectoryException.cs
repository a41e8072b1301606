namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>A state directory that this daemon must not use, with a sentence that says why: another daemon uses it, or a newer version wrote it.</summary>
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
}
