namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>Stored or received bytes that are not what their digest, their frame or their limits say. Never holds a value.</summary>
public sealed class ContentRefusedException : Exception
{
    /// <summary>Refuses for a reason.</summary>
    public ContentRefusedException(string reason, Exception? inner = null)
        : base(reason, inner)
    {
    }
}
