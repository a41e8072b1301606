using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Flow.State.Audit;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse events verify</c>: reads the audit stream of all workspaces and checks its chain here, not at the hub.</summary>
internal static class EventsCommand
{
    internal static Command Build(CliServices services) =>
        new("events", "The audit stream as a whole; 'kse get events' shows and exports it.") { BuildVerify(services) };

    private static Command BuildVerify(CliServices services)
    {
        var command = new Command("verify", "Check that no event was changed, removed, added or moved since it was written. Exits with 1 when one was.");
        var from = new Option<ulong?>("--from") { Description = "sequence of the first event to check (default: the oldest that is kept)", HelpName = "N" };
        command.Add(from);
        var output = new OutputOption(command);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            await using var session = await hub.OpenAsync(parsed, services, token);
            var report = await VerifyAsync(session, Math.Max(parsed.GetValue(from) ?? 1, 1) - 1, token);
            services.Out.Write(output.Read(parsed) switch
            {
                OutputFormat.Json => JsonText.Write(ChainReportText.Json(report)) + "\n",
                OutputFormat.Yaml => YamlText.Write(ChainReportText.Json(report)),
                _ => ChainReportText.Text(report),
            });
            services.Out.Flush();
            return report.Broken == 0 ? CliExit.Ok : CliExit.Difference;
        });
        return command;
    }

    private static async Task<ChainReport> VerifyAsync(HubSession session, ulong after, CancellationToken token)
    {
        var verifier = new ChainVerifier();
        while (true)
        {
            var page = await session.CallAsync<AuditRequest, AuditResult>(ApiVerbs.Audit, new AuditRequest { After = after }, token);
            foreach (var entry in page.Entries)
            {
                verifier.Take(entry, page.First);
            }

            if (page.Position >= page.Newest || page.Entries.Count == 0)
            {
                return verifier.End(page.Newest);
            }

            after = page.Position;
        }
    }
}
