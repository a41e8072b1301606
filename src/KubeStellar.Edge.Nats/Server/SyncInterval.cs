namespace KubeStellar.Edge.Nats.Server;

/// <summary>When JetStream flushes an acknowledged write to the disk.</summary>
public enum SyncInterval
{
    /// <summary>Before it acknowledges: a power cut loses nothing that was acknowledged.</summary>
    Always,

    /// <summary>The server's default (two minutes): faster, and a power cut loses what was not yet flushed.</summary>
    Default,
}
