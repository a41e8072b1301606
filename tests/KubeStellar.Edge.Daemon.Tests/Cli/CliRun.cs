using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Daemon.Tests.Cli;

/// <summary>Runs a verb against a <see cref="FakeHub"/> in a folder of its own and keeps what it wrote.</summary>
internal sealed class CliRun : IDisposable
{
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    internal CliRun()
    {
        Folder = Directory.CreateTempSubdirectory("kse-cli-").FullName;
        Environment["HOME"] = Folder;
        Write(".config/nats/context/kse.json", """{"url":"nats://127.0.0.1:4222"}""");
    }

    internal static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    internal FakeHub Hub { get; } = new();

    internal SteppingTime Time { get; } = new(Start);

    internal string Folder { get; }

    internal Dictionary<string, string> Environment { get; } = [];

    internal string Input { get; set; } = "";

    internal bool Terminal { get; set; }

    internal HubAddress? Connected { get; private set; }

    internal Func<string, JsonElement> Local { get; set; } = socket => throw new CliException($"no daemon answers at {socket}");

    internal Func<string, SiteOrder, SiteAnswer> Order { get; set; } = (socket, _) => throw new CliException($"no daemon answers at {socket}");

    internal string Out => _out.ToString();

    internal string Error => _error.ToString();

    internal string[] Lines => Out.TrimEnd('\n').Split('\n');

    internal string Write(string relative, string text)
    {
        var path = Path.Combine(Folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    internal Task<int> RunAsync(params string[] args) => CliRoot.RunAsync(args, Services());

    internal CliServices Services() => new()
    {
        Out = _out,
        Error = _error,
        OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)),
        Environment = name => Environment.GetValueOrDefault(name),
        Time = Time,
        OutIsTerminal = Terminal,
        ErrorIsTerminal = Terminal,
        ConnectAsync = (address, _) =>
        {
            Connected = address;
            return Task.FromResult<IHubApi>(Hub);
        },
        PolicyHost = Path.Combine(AppContext.BaseDirectory, "kse"),
        AskLocalAsync = (socket, _) => Task.FromResult(Local(socket)),
        OrderLocalAsync = (socket, order, _) => Task.FromResult(Order(socket, order)),
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
