namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>The folder of a target belongs to another edge or another daemon; the message says what to do.</summary>
public sealed class TargetTakenException : Exception
{
    /// <summary>Says who has it.</summary>
    public TargetTakenException(string message)
        : base(message)
    {
    }

    /// <summary>Says who has it, and how that showed.</summary>
    public TargetTakenException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
