using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Flow.Edge.Local;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse status</c>: how the daemon on this machine fares, with no network.</summary>
internal static class StatusCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("status", "Show how the daemon on this machine fares. Needs no network.");
        var state = StateOption();
        var timeout = DurationOption.Create("--timeout", "how long to wait for an answer", "5s");
        command.Add(state);
        command.Add(timeout);
        var output = new OutputOption(command);
        command.SetAction(async (parsed, token) =>
        {
            var folder = parsed.GetValue(state) ?? DefaultState(services);
            var socket = Path.Combine(Path.GetFullPath(folder), LocalStatusServer.SocketName);
            using var limit = new CancellationTokenSource(parsed.GetValue(timeout), services.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
            try
            {
                var status = await services.AskLocalAsync(socket, either.Token);
                services.Out.Write(output.Read(parsed) switch
                {
                    OutputFormat.Json => JsonText.Write(status) + "\n",
                    OutputFormat.Yaml => YamlText.Write(status),
                    _ => "",
                });
                if (output.Read(parsed) is OutputFormat.Table or OutputFormat.Wide or OutputFormat.Name)
                {
                    EdgeStatusText.Write(services, new JsonView(status), all: output.Read(parsed) == OutputFormat.Wide);
                }

                services.Out.Flush();
                return CliExit.Ok;
            }
            catch (OperationCanceledException error) when (!token.IsCancellationRequested)
            {
                throw new CliException($"the daemon at {socket} does not answer", ["it may be starting or hang: see its log"], CliExit.Timeout, error);
            }
        });
        return command;
    }

    /// <summary>The option that names the daemon.</summary>
    internal static Option<string?> StateOption() => new("--state") { Description = "state directory of the daemon (default: the edge's)", HelpName = "DIR" };

    /// <summary>Where an edge keeps its state when it is not told: systemd's directory, else the XDG one.</summary>
    internal static string DefaultState(CliServices services)
    {
        if (services.Environment("STATE_DIRECTORY") is { Length: > 0 } systemd)
        {
            return systemd.Split(':')[0];
        }

        var states = services.Environment("XDG_STATE_HOME") is { Length: > 0 } configured ? configured : Path.Combine(services.Environment("HOME") ?? "/", ".local", "state");
        return Path.Combine(states, "kse", "edge");
    }
}
