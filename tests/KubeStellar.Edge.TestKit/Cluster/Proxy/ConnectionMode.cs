namespace KubeStellar.Edge.TestKit.Cluster.Proxy;

/// <summary>What becomes of new connections.</summary>
public enum ConnectionMode
{
    /// <summary>They are served.</summary>
    Serve,

    /// <summary>They are taken and never answered, not even by a TLS handshake: half-open.</summary>
    Hold,

    /// <summary>They are taken and cut at once.</summary>
    Reset,
}
