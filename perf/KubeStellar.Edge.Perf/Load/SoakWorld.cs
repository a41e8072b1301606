using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>A fleet under random harm, with a model of what every site should hold in the end.</summary>
internal sealed class SoakWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Dictionary<string, KseProcess> _daemons = [];
    private readonly Dictionary<string, string> _sizes = [];
    private readonly string[] _values;

    private SoakWorld(int objects)
    {
        _values = new string[objects];
    }

    public Fleet Fleet { get; } = new();

    public IReadOnlyList<string> Edges => [.. _sizes.Keys.Order(StringComparer.Ordinal)];

    public static async Task<SoakWorld> StartAsync(int edges, int objects, CancellationToken token)
    {
        var world = new SoakWorld(objects);
        await world.Fleet.StartHubAsync(token, "--heartbeat", "2s", "--guard-share", "1");
        for (var i = 0; i < edges; i++)
        {
            var id = $"site-{i}";
            world._sizes[id] = "small";
            world._daemons[id] = await world.Fleet.StartEdgeAsync(id, await world.Fleet.TokenAsync(token, "kind=store", "size=small"), token);
        }

        (await world.Fleet.CliAsync(token, "apply", "-f", Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "sized.js"))).Ok();
        for (var i = 0; i < objects; i++)
            await world.EditAsync(i, "first", token);
        await world.CalmAsync(token);
        return world;
    }

    /// <summary>An edit; tried until the hub took it, as a person would.</summary>
    public async Task EditAsync(int number, string value, CancellationToken token)
    {
        var file = Fleet.Folder[$"object-{number}.yaml"];
        await File.WriteAllTextAsync(file, $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: object-{{number}}, namespace: soak, labels: { app: soak } }
            data: { value: "v-{{value}}-" }
            """, token);
        await UntilAsync(["apply", "-f", file], token);
        _values[number] = value;
    }

    public async Task LabelAsync(string edge, string size, CancellationToken token)
    {
        await UntilAsync(["label", "edge", edge, "size=" + size, "--overwrite"], token);
        _sizes[edge] = size;
    }

    public async Task RestartEdgeAsync(string edge, CancellationToken token)
    {
        await _daemons[edge].KillAsync(token);
        _daemons[edge] = await Fleet.StartEdgeAsync(edge, null, token);
    }

    public async Task RestartHubAsync(CancellationToken token)
    {
        await Fleet.Hub!.KillAsync(token);
        await Fleet.StartHubAsync(token, "--heartbeat", "2s", "--guard-share", "1");
    }

    public async Task KillServerAsync(CancellationToken token)
    {
        var hub = Fleet.Hub!;
        var lines = hub.Lines.Count;
        foreach (var server in ProcFs.Tree(hub.Id).Where(p => ProcFs.Name(p) == "nats-server"))
            KseProcess.Kill(server);
        while (!hub.Lines.Skip(lines).Any(l => l.Contains("nats-server is back", StringComparison.Ordinal)))
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token);
    }

    public Task DamageAsync(string edge, int number, bool delete)
    {
        foreach (var file in Directory.EnumerateFiles(Fleet.Target(edge), $"*object-{number}*.json"))
        {
            try
            {
                if (delete)
                    File.Delete(file);
                else
                    File.WriteAllText(file, "garbage");
            }
            catch (IOException)
            {
                // The daemon reads it at this moment; it is spared.
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Waits until the hub says that everybody is where they should be.</summary>
    public async Task CalmAsync(CancellationToken token)
    {
        await UntilAsync(["wait", "--for=reachable=" + _sizes.Count.ToString(CultureInfo.InvariantCulture), "--timeout", "60s"], token);
        await UntilAsync(["wait", "--for=converged", "--timeout", "60s"], token);
    }

    /// <summary>What differs from the model; a last drift may still be on its way back, so it is looked at until it is gone or patience ends.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(string foreign, CancellationToken token)
    {
        var start = Stopwatch.GetTimestamp();
        IReadOnlyList<string> wrong;
        while ((wrong = Look(foreign)).Count > 0 && Stopwatch.GetElapsedTime(start) < Patience)
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, token);
        return wrong;
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();

    private List<string> Look(string foreign)
    {
        List<string> wrong = [];
        foreach (var (edge, size) in _sizes)
        {
            var files = Directory.GetFiles(Fleet.Target(edge), "*.json").Select(Path.GetFileName).ToHashSet();
            if (!files.Remove(foreign))
                wrong.Add($"{edge}: {foreign}, which is not ours, is gone");
            for (var i = 0; i < _values.Length; i++)
            {
                var file = files.FirstOrDefault(f => f!.Contains($"object-{i}", StringComparison.Ordinal));
                if (file is null)
                {
                    wrong.Add($"{edge}: object-{i} is missing");
                    continue;
                }

                files.Remove(file);
                var text = File.ReadAllText(Path.Combine(Fleet.Target(edge), file));
                if (!text.Contains($"\"value\":\"v-{_values[i]}-\"", StringComparison.Ordinal) || !text.Contains($"\"size\":\"{size}\"", StringComparison.Ordinal))
                    wrong.Add($"{edge}: object-{i} should hold {_values[i]} and {size}: {text}");
            }

            wrong.AddRange(files.Select(f => $"{edge}: {f} should not be there"));
        }

        return wrong;
    }

    private async Task UntilAsync(string[] command, CancellationToken token)
    {
        while (true)
        {
            var result = await Fleet.CliAsync(token, command);
            if (result.ExitCode == 0)
                return;
            token.ThrowIfCancellationRequested();
        }
    }
}
