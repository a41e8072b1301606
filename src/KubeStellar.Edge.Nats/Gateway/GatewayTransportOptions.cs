namespace KubeStellar.Edge.Nats.Gateway;

/// <summary>What one edge may ask of the hub. What exceeds it is refused with a sentence, and costs nobody else anything.</summary>
public sealed class GatewayTransportOptions
{
    /// <summary>Requests of one edge a second, in the long run. Default: 150, more than a region says that reports as often as it reduces.</summary>
    public double RatePerSecond { get; set; } = 150;

    /// <summary>Requests of one edge at once. Default: 200, enough to fetch a first tree.</summary>
    public int Burst { get; set; } = 200;

    /// <summary>
    /// The same of each verb, and of its bytes. Default: contents 50 a second and 1 MiB of what is asked, reports 20 and 2 MiB, facts 1 and 64 KiB, heartbeats 10 and 256 KiB, other keys 1 and 16 KiB;
    /// at once what some minutes of a well edge need.
    /// </summary>
    public IReadOnlyDictionary<string, VerbLimit> Verbs { get; set; } = new Dictionary<string, VerbLimit>(StringComparer.Ordinal)
    {
        [GatewayVerbs.Get] = new(50, 200, 1 << 20, 8 << 20),
        [GatewayVerbs.Report] = new(20, 100, 2 << 20, 32 << 20),
        [GatewayVerbs.Facts] = new(1, 30, 64 << 10, 2 << 20),
        [GatewayVerbs.Heartbeat] = new(10, 100, 256 << 10, 4 << 20),
        [GatewayVerbs.Rekey] = new(1, 20, 16 << 10, 64 << 10),
    };

    /// <summary>Requests of one edge that come before the time it was told to wait, after which it is not answered any more. Default: 64.</summary>
    public int Disobedience { get; set; } = 64;

    /// <summary>How long such an edge must be silent to be heard again. Default: 2 s.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the log tells of one edge that is too fast. Default: 1 minute.</summary>
    public TimeSpan TellFloods { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Join requests of one token a second, in the long run. Default: 500, about what a hub can record durably.</summary>
    public double JoinRatePerSecond { get; set; } = 500;

    /// <summary>Join requests of one token at once. Default: 1,000: a fleet that is switched on in one morning with one token.</summary>
    public int JoinBurst { get; set; } = 1000;

    /// <summary>Join requests of all tokens together a second, in the long run; beyond, devices are asked to come again. Default: 1,000.</summary>
    public double AllJoinsPerSecond { get; set; } = 1000;

    /// <summary>Join requests of all tokens at once. Default: 2,000.</summary>
    public int AllJoinsBurst { get; set; } = 2000;

    /// <summary>Join requests of one token that may wait for earlier ones. Default: 256.</summary>
    public int QueuePerToken { get; set; } = 256;

    /// <summary>Requests of one edge that may wait for its earlier ones. Default: 16.</summary>
    public int QueuePerEdge { get; set; } = 16;

    /// <summary>Requests other than reports that are handled at the same time, over all edges. Default: 64.</summary>
    public int Concurrency { get; set; } = 64;

    /// <summary>Reports that are handled at the same time, over all edges: most of that time they wait to be written together, and a write takes up to a thousand. Default: 2,048.</summary>
    public int ReportConcurrency { get; set; } = 2048;

    /// <summary>Largest body of a request for contents, of facts, of a heartbeat and of a join. Default: 256 KiB.</summary>
    public int MaxRequestBytes { get; set; } = 256 << 10;

    /// <summary>Largest body of a report, and of objects that an edge carries up. Default: 4 MiB; the server's <c>max_payload</c> may be less.</summary>
    public int MaxReportBytes { get; set; } = 4 << 20;

    /// <summary>How long one request may be handled. Default: 20 s.</summary>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Messages of one edge within <see cref="FloodSpan"/>, when it is not heard any more, after which it is kept out of the server for a while. Default: 5,000.</summary>
    public int FloodMessages { get; set; } = 5000;

    /// <summary>The same in bytes: of large messages fewer are a flood. Default: 64 MiB.</summary>
    public long FloodBytes { get; set; } = 64 << 20;

    /// <summary>See <see cref="FloodMessages"/>. Default: 5 s.</summary>
    public TimeSpan FloodSpan { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Waiting time after which an edge that is silent is forgotten here. Default: 10 minutes.</summary>
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromMinutes(10);
}
