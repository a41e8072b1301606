namespace NATS.NKeys;

/// <summary>A text that is not a key, or an operation that this key cannot do. The message never holds the key.</summary>
public class NKeysException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public NKeysException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public NKeysException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public NKeysException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
