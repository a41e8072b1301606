using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary><c>kse rollout history POLICY</c></summary>
internal static class HistoryCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("history", "List a policy's last releases, which 'kse rollout undo' can go back to.");
        var policy = new PolicyArgument(command);
        var output = new OutputOption(command);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var (name, format) = (policy.Read(parsed), output.Read(parsed));
            await using var session = await hub.OpenAsync(parsed, services, token);
            var result = await RolloutStatusCommand.AskAsync(session, name, token);
            var releases = result.Rollout?.Releases ?? [];
            switch (format)
            {
                case OutputFormat.Json:
                    services.Out.WriteLine(JsonText.WriteList(releases.Select(Element)));
                    break;
                case OutputFormat.Yaml:
                    services.Out.Write(YamlText.Write(JsonText.List(releases.Select(Element))));
                    break;
                case OutputFormat.Name:
                    services.Out.Write(string.Concat(releases.Select(release => $"release/{release.Number}\n")));
                    break;
                default:
                    Table(services, name, releases, wide: format == OutputFormat.Wide);
                    break;
            }

            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }

    private static void Table(CliServices services, string name, IReadOnlyList<ReleaseRecord> releases, bool wide)
    {
        if (releases.Count == 0)
        {
            services.Error.WriteLine($"policy {name} has no releases yet");
            return;
        }

        var now = services.Time.GetUtcNow();
        string[] more = wide ? ["BUNDLE", "INPUTS", "PLAN", "TOOK"] : [];
        new TableText(["REVISION", "CAUSE", "PHASE", "EDGES", "MANIFESTS", "AGE", .. more, "MESSAGE"], [2]).Write(
            services,
            [
                .. releases.Select(release => (string[])
                [
                    release.Number.ToString(CultureInfo.InvariantCulture), release.Cause.ToString(), release.Phase.ToString(),
                    release.Manifests.Values.Sum().ToString(CultureInfo.InvariantCulture), release.Manifests.Count.ToString(CultureInfo.InvariantCulture), Ages.Show(release.At, now),
                    .. wide ? Wide(release) : [], Message(release),
                ]),
            ],
            headers: true);
    }

    private static string[] Wide(ReleaseRecord release) =>
    [
        release.Bundle.ToString()[..12], Short(release.Inputs.IsZero, release.Inputs.ToString()), Short(release.Plan.IsZero, release.Plan.ToString()),
        release.EndedAt is { } ended ? Ages.Show(ended - release.At) : JsonView.Nothing,
    ];

    private static string Message(ReleaseRecord release) =>
        release.Message.Length > 0 ? release.Message : release.Plan.IsZero ? "of an older hub; cannot be gone back to" : JsonView.Nothing;

    private static string Short(bool none, string digest) => none ? JsonView.Nothing : digest[..12];

    private static JsonElement Element(ReleaseRecord release) => JsonSerializer.SerializeToElement(release, HubJson.Type<ReleaseRecord>());
}
