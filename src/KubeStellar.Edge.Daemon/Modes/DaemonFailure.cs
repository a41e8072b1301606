namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>A daemon cannot run as it was told; the message is for people and is all they see.</summary>
internal sealed class DaemonFailure : Exception
{
    public DaemonFailure(string message)
        : base(message)
    {
    }

    public DaemonFailure(string message, Exception inner)
        : base(message, inner)
    {
    }
}
