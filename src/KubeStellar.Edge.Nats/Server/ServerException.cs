namespace KubeStellar.Edge.Nats.Server;

/// <summary>The embedded server cannot be found, is too old, or does not start. The message is a sentence for a person and says what to do.</summary>
public sealed class ServerException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public ServerException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public ServerException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public ServerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
