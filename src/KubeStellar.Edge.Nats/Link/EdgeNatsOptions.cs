using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Link;

/// <summary>How an edge reaches its hub.</summary>
public sealed class EdgeNatsOptions
{
    /// <summary>The edge's id. Required.</summary>
    public string Edge { get; set; } = "";

    /// <summary>Where, and as whom. Required.</summary>
    public NatsEndpoint? Endpoint { get; set; }

    /// <summary>Learns of the hub's other CAs. Default: none, what the endpoint trusts is all.</summary>
    public PinnedCa? Ca { get; set; }

    /// <summary>Follows the hub when it hands its key over. Default: none, it is believed for what it was.</summary>
    public PinnedHub? Hub { get; set; }

    /// <summary>The device, which takes another user and makes itself other keys when it is to. Default: none, it stays what it is.</summary>
    public DeviceIdentity? Device { get; set; }

    /// <summary>What the device shows to a server that asks for a certificate, and gets from its hub. Default: none.</summary>
    public DeviceCertificate? Certificate { get; set; }

    /// <summary>How old the device's keys may become before it makes itself others, of its own accord. Default: null, as old as the hub lets them.</summary>
    public TimeSpan? KeysMaxAge { get; set; }

    /// <summary>Whose commands are obeyed. Default: none, whoever may publish to this edge is its hub (tests without keys).</summary>
    public CommandTrust? Trust { get; set; }

    /// <summary>How long one request may take. Default: 10 s; above the gateway's own limit nothing more is gained.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How slow a link may be and still bring something through, in bytes a second: a large request is waited for longer. Default: 1,000.</summary>
    public int SlowestLink { get; set; } = 1000;

    /// <summary>How long a connection may be silent before it is asked whether it still stands. Default: 20 s; the third question without an answer ends it, so a link that died without a word is given up within 80 s.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>First wait before another attempt at the first connection. Default: 250 ms; each next one is up to twice as long, at random.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait between two attempts. Default: 15 s.</summary>
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(15);
}
