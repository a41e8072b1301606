namespace KubeStellar.Edge.LiteDb.Engine;

/// <summary>A document is larger than one may be. It has a type of its own because the engine throws what .NET has for this when a database is damaged.</summary>
internal sealed class DocumentTooLargeException : NotSupportedException
{
    public DocumentTooLargeException()
    {
    }

    public DocumentTooLargeException(string message)
        : base(message)
    {
    }

    public DocumentTooLargeException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
