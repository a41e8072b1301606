namespace KubeStellar.Edge.TestKit.Processes;

/// <summary>One of several hubs in a fleet's folder: its own state, its own <c>nats</c> context, which its command line uses.</summary>
/// <param name="fleet">The folder and the environment.</param>
/// <param name="name">Name of its context, and of its state directory.</param>
/// <param name="state">Its state directory.</param>
public sealed class FleetHub(Fleet fleet, string name, string state)
{
    /// <summary>Name of its context; of a region also its usual id.</summary>
    public string Name => name;

    /// <summary>Its state directory.</summary>
    public string State => state;

    /// <summary>Its process, when it was started.</summary>
    public KseProcess? Process { get; private set; }

    /// <summary>Starts it and waits until it serves; its server keeps its port from start to start.</summary>
    public async Task<KseProcess> StartAsync(CancellationToken token, params string[] more)
    {
        var hub = Launch(more);
        await hub.WaitForLineAsync("hub is ready", token);
        return hub;
    }

    /// <summary>Starts it and waits for nothing.</summary>
    public KseProcess Launch(params string[] more)
    {
        string[] listen = more.Contains("--listen") || more.Contains("--nats") ? [] : ["--listen", "127.0.0.1:0"];
        string[] heartbeat = more.Contains("--heartbeat") ? [] : ["--heartbeat", "2s"];
        return Process = fleet.Start(["hub", "--state", state, "--context", name, .. listen, .. heartbeat, .. more]);
    }

    /// <summary>Starts it as a region of another hub, with a token of that.</summary>
    public Task<KseProcess> JoinAsync(string join, CancellationToken token, params string[] more) =>
        StartAsync(token, ["--id", name, "--join", join, .. more]);

    /// <summary>Runs the command line against it. How long it waits for an answer is the test's affair, not that of a person at a terminal.</summary>
    public Task<CliResult> CliAsync(CancellationToken token, params string[] arguments) =>
        fleet.CliAsync(name, token, arguments.Contains("--timeout") || arguments[0] == "wait" ? arguments : [.. arguments, "--timeout", "90s"]);

    /// <summary>Returns when it has written something since the last call, or after a second.</summary>
    public Task NewsAsync(CancellationToken token) => fleet.NewsAsync(name, token);

    /// <summary>Makes a join token for edges.</summary>
    public async Task<string> TokenAsync(CancellationToken token, params string[] labels) =>
        (await CliAsync(token, ["token", "create", "--uses", "0", .. labels.SelectMany(label => new[] { "--label", label })])).Ok().Trim();

    /// <summary>Makes a join token for a region.</summary>
    public async Task<string> RegionTokenAsync(CancellationToken token, params string[] more) =>
        (await CliAsync(token, ["token", "create", "--region", .. more])).Ok().Trim();
}
