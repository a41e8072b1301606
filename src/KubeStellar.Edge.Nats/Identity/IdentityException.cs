namespace KubeStellar.Edge.Nats.Identity;

/// <summary>A key, token or credential that cannot be used. The message is a sentence for a person, says what to do, and never holds a secret.</summary>
public sealed class IdentityException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    public IdentityException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public IdentityException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public IdentityException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
