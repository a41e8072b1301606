namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>The local mirror could not be read; its files were set aside.</summary>
public sealed class MirrorDamagedException : Exception
{
    /// <inheritdoc cref="Exception()"/>
    public MirrorDamagedException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public MirrorDamagedException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public MirrorDamagedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
