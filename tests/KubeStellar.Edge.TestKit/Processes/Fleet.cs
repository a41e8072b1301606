using System.Diagnostics;

namespace KubeStellar.Edge.TestKit.Processes;

/// <summary>A hub and edges as real processes in one folder: its own state, its own <c>nats</c> contexts, ports chosen by the kernel.</summary>
public sealed class Fleet : IAsyncDisposable
{
    private readonly Dictionary<string, string> _environment;
    private readonly List<KseProcess> _processes = [];
    private readonly Dictionary<string, HubNews> _news = [];

    /// <summary>An empty fleet; nothing is started.</summary>
    public Fleet()
    {
        _environment = new Dictionary<string, string>
        {
            ["XDG_CONFIG_HOME"] = Folder["config"],
            ["XDG_STATE_HOME"] = Folder["state"],
            ["NO_COLOR"] = "1",
        };
    }

    /// <summary>The folder.</summary>
    public TestFolder Folder { get; } = new();

    /// <summary>Variables that its processes are started with.</summary>
    public IReadOnlyDictionary<string, string> Variables => _environment;

    /// <summary>The hub, when it runs.</summary>
    public KseProcess? Hub { get; private set; }

    /// <summary>The hub's state directory.</summary>
    public string HubState => Folder["hub"];

    /// <summary>An edge's target folder.</summary>
    public string Target(string edge) => Folder["edges", edge, "manifests"];

    /// <summary>An edge's state directory.</summary>
    public string EdgeState(string edge) => Folder["edges", edge, "state"];

    /// <summary>Starts the hub and waits until it serves.</summary>
    public async Task<KseProcess> StartHubAsync(CancellationToken token, params string[] more)
    {
        Hub = Start(["hub", "--state", HubState, .. more.Contains("--listen") ? [] : (string[])["--listen", "127.0.0.1:0"], .. more]);
        await Hub.WaitForLineAsync("hub is ready", token);
        return Hub;
    }

    /// <summary>One more hub of this fleet, a region perhaps; nothing is started. The same name is the same hub, also in another process.</summary>
    public FleetHub HubOf(string name) => new(this, name, Folder["hubs", name]);

    /// <summary>Makes a join token.</summary>
    public async Task<string> TokenAsync(CancellationToken token, params string[] labels) =>
        (await CliAsync(token, ["token", "create", "--uses", "0", .. labels.SelectMany(l => new[] { "--label", l })])).Ok().Trim();

    /// <summary>Starts an edge; with <paramref name="join"/> null it comes back by its own identity. Waits until it runs (with or without a hub).</summary>
    public async Task<KseProcess> StartEdgeAsync(string id, string? join, CancellationToken token, params string[] more)
    {
        var edge = LaunchEdge(id, join, more);
        await edge.WaitForLineAsync("edge is ready", token);
        return edge;
    }

    /// <summary>Starts an edge and waits for nothing.</summary>
    public KseProcess LaunchEdge(string id, string? join, params string[] more) => LaunchEdge(id, join, new Dictionary<string, string>(), more);

    /// <summary>The same, with variables of its own.</summary>
    public KseProcess LaunchEdge(string id, string? join, IReadOnlyDictionary<string, string> environment, params string[] more)
    {
        List<string> arguments = ["edge", "--state", EdgeState(id), .. more.Contains("--target") ? [] : (string[])["--target", "manifests:" + Target(id)]];
        arguments.AddRange(more.Contains("--heartbeat") ? [] : ["--heartbeat", "2s"]);
        arguments.AddRange(join is null ? [] : ["--id", id, "--join", join]);
        arguments.AddRange(more);
        return Start([.. arguments], environment);
    }

    /// <summary>Runs the command line to its end.</summary>
    public Task<CliResult> CliAsync(CancellationToken token, params string[] arguments) => CliAsync(null, token, arguments);

    /// <summary>Runs the command line against the hub of a context.</summary>
    public async Task<CliResult> CliAsync(string? context, CancellationToken token, params string[] arguments)
    {
        var info = new ProcessStartInfo(Repository.Kse, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Repository.Root };
        foreach (var (name, value) in _environment)
            info.Environment[name] = value;
        if (context is not null)
            info.Environment["NATS_CONTEXT"] = context;
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(token);
        var error = process.StandardError.ReadToEndAsync(token);
        try
        {
            await process.WaitForExitAsync(token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        return new CliResult(process.ExitCode, await output, await error);
    }

    /// <summary>Returns when the hub of a context has written something since the last call, or after a second; at once the first time.</summary>
    public async Task NewsAsync(string context, CancellationToken token)
    {
        if (_news.TryGetValue(context, out var news))
            await news.WaitAsync(token);
        else if (await HubNews.OpenAsync(Folder["config", "nats", "context", context + ".json"]) is { } opened)
            _news[context] = opened;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var news in _news.Values)
            await news.DisposeAsync();
        foreach (var process in _processes)
        {
            // What a test then waited for in vain tells nothing of it.
            if (process.EndedByItself)
                await Console.Error.WriteLineAsync($"a kse process ended by itself. It wrote:\n{string.Join('\n', process.Lines)}");
            await process.DisposeAsync();
        }

        Folder.Dispose();
    }

    internal KseProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = KseProcess.Start(_environment.Concat(environment ?? new Dictionary<string, string>()).ToDictionary(), arguments);
        _processes.Add(process);
        return process;
    }
}
