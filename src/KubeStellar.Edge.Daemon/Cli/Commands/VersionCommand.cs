using System.CommandLine;
using System.Reflection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse version</c></summary>
internal static class VersionCommand
{
    internal static string Client { get; } = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    internal static Command Build(CliServices services)
    {
        var command = new Command("version", "Show the version of this program and of the hub.");
        var client = new Option<bool>("--client") { Description = "of this program only; no network" };
        command.Add(client);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            services.Out.WriteLine($"kse     {Client}");
            services.Out.Flush();
            if (parsed.GetValue(client))
            {
                return CliExit.Ok;
            }

            await using var session = await hub.OpenAsync(parsed, services, token);
            var info = await session.InfoAsync(token);
            services.Out.WriteLine($"hub     {info.Version} (epoch {info.Epoch}, {info.Edges} edges)");
            services.Out.WriteLine($"server  {(info.Server.Length > 0 ? info.Server : JsonView.Nothing)}");
            if (info.Held.Length > 0)
            {
                services.Out.WriteLine(CliErrors.OneLine($"held    {info.Held}"));
            }

            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }
}
