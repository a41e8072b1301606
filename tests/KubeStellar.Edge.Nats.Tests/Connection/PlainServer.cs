using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Nats.Server;
using KubeStellar.Edge.Nats.Tests.Server;

namespace KubeStellar.Edge.Nats.Tests.Connection;

/// <summary>A nats-server without authentication, on a port of its own that it keeps over restarts; killed without mercy when a test asks.</summary>
public sealed class PlainServer : IAsyncLifetime
{
    private readonly StateFolder _folder = new();
    private Process? _process;
    private int _port;

    public string Url => $"nats://127.0.0.1:{_port}";

    public string Extra { get; set; } = "";

    public async ValueTask InitializeAsync() => await StartAsync();

    public async Task StartAsync()
    {
        var binary = await NatsServerBinary.FindAsync(null, default);
        var ports = Path.Combine(_folder.Path, "ports");
        Directory.CreateDirectory(ports);
        foreach (var old in Directory.GetFiles(ports))
        {
            File.Delete(old);
        }

        using var watcher = new FileSystemWatcher(ports);
        var made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Changed += (_, _) => made.TrySetResult();
        watcher.Created += (_, _) => made.TrySetResult();
        watcher.Renamed += (_, _) => made.TrySetResult();
        watcher.EnableRaisingEvents = true;
        var configuration = Path.Combine(_folder.Path, "server.conf");
        await File.WriteAllTextAsync(configuration, $$"""
            listen: "127.0.0.1:{{(_port == 0 ? -1 : _port)}}"
            ports_file_dir: "{{ports}}"
            jetstream { store_dir: "{{Path.Combine(_folder.Path, "js")}}" }
            {{Extra}}
            """);
        _process = Process.Start(new ProcessStartInfo(binary.Path, ["-c", configuration, "-l", Path.Combine(_folder.Path, "log")]) { UseShellExecute = false })!;
        await made.Task.WaitAsync(TimeSpan.FromSeconds(60));
        _port = await PortAsync(ports);
    }

    /// <summary>SIGSTOP: connections stay, and nothing is answered. Only <see cref="KillAsync"/> ends that.</summary>
    public void Freeze()
    {
        using var signal = Process.Start("kill", ["-STOP", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        signal.WaitForExit();
    }

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _folder.Dispose();
    }

    /// <summary>The file is there before its text is: read until it can be parsed.</summary>
    private static async Task<int> PortAsync(string folder)
    {
        while (true)
        {
            try
            {
                var file = Directory.GetFiles(folder, "*.ports").Single();
                using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
                return new Uri(json.RootElement.GetProperty("nats")[0].GetString()!).Port;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or IOException)
            {
                await Task.Yield();
            }
        }
    }
}
