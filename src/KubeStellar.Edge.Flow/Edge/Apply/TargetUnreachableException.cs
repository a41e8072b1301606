namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>The target cannot be asked now. Like a disk that fails, it is no reason to end: later it can.</summary>
public sealed class TargetUnreachableException : IOException
{
    /// <summary>Without a reason.</summary>
    public TargetUnreachableException()
    {
    }

    /// <summary>With a sentence for people.</summary>
    public TargetUnreachableException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence for people, and what happened.</summary>
    public TargetUnreachableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
