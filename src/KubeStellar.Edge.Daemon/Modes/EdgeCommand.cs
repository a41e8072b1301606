using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Cli.Rbac;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary><c>kse edge</c></summary>
internal static class EdgeCommand
{
    internal static Command Build(CliServices? services = null)
    {
        var command = new Command("edge", "Run an edge: applies what the hub wants here, and goes on without it.");
        var state = new Option<string>("--state") { Description = "state directory", HelpName = "DIR", DefaultValueFactory = _ => StateDirectories.Default("edge") };
        var id = new Option<string?>("--id") { Description = "id of this edge, a DNS label; needed to join", HelpName = "ID" };
        var join = new Option<string?>("--join") { Description = "join token; needed once", HelpName = "TOKEN" };
        var rejoin = new Option<bool>("--rejoin") { Description = "use the --join token although this device has joined before (same keys, same id): the way back for an edge that was removed at the hub; for one start" };
        var replace = new Option<bool>("--replace") { Description = "join as the successor of the device that has the id: a machine that was set up again. Somebody has to approve it at the hub, and the other device is cut off then; without meaning once this one has joined" };
        var property = new Option<string[]>("--property") { Description = "a fact that this device reports of itself (repeatable; replaces all given before; kept for later starts); numbers, true and false keep their type", HelpName = "KEY=VALUE" };
        var target = new Option<string>("--target") { Description = "where objects are applied: " + TargetForm.Help, HelpName = "TARGET", Required = true };
        var context = new Option<string?>("--context") { Description = "context of the kubeconfig (kubernetes target)", HelpName = "NAME" };
        var impersonate = new Option<string[]>("--impersonate") { Description = "write objects of a workspace as another user (kubernetes target; repeatable)", HelpName = "WORKSPACE=USER" };
        var heartbeat = DurationOption.Create("--heartbeat", "interval of heartbeats", "30s");
        var allow = new Option<string?>("--allow-file") { Description = "YAML or JSON in which the owner of this device says what may be applied here, whatever the hub wants: kinds, namespaces, clusterScoped, names; remove: true takes away what is here and is not allowed. Read again when it changes", HelpName = "FILE" };
        foreach (var option in new Option[] { state, id, join, rejoin, replace, property, target, context, impersonate, heartbeat, allow })
            command.Add(option);
        var rotate = DurationOption.Create("--rotate-keys-after", "how old this device's keys may become before it makes itself others (0: as old as the hub lets them)", "0");
        command.Add(rotate);
        var client = new ClientCertificate();
        client.AddTo(command);
        var policies = new PolicyLimits(memory: 512);
        policies.AddTo(command);
        services ??= CliServices.OfProcess();
        command.Add(RbacCommand.Build(services));
        AdmissionCommands.AddTo(command, services);
        command.Add(EdgeCommands.BuildRotate(services));
        command.Add(RotateKeysCommand.Build(services));
        command.SetAction((parsed, token) => DaemonRun.RunAsync(() => EdgeMode.RunAsync(
            new EdgeSettings
            {
                State = Path.GetFullPath(parsed.GetValue(state)!),
                Id = parsed.GetValue(id),
                Join = parsed.GetValue(join),
                Rejoin = parsed.GetValue(rejoin),
                Replace = parsed.GetValue(replace),
                Properties = Properties(parsed.GetValue(property) ?? []),
                Target = parsed.GetValue(target)!,
                Context = parsed.GetValue(context),
                Impersonate = parsed.GetValue(impersonate) ?? [],
                Client = client.Read(parsed),
                AllowFile = parsed.GetValue(allow) is { } file ? Path.GetFullPath(file) : null,
                Heartbeat = parsed.GetValue(heartbeat),
                KeysMaxAge = parsed.GetValue(rotate).Time is { Ticks: > 0 } age ? age : null,
                Policies = policies.Read(parsed),
            },
            token)));
        return command;
    }

    private static SortedDictionary<string, JsonElement> Properties(string[] given)
    {
        var properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var item in given)
        {
            var at = item.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new DaemonFailure($"--property {item}: write it as KEY=VALUE.");
            properties[item[..at]] = Value(item[(at + 1)..]);
        }

        return properties;
    }

    // A number or a truth value as JSON has it, anything else a string.
    private static JsonElement Value(string text)
    {
        try
        {
            var value = JsonDocument.Parse(text).RootElement;
            if (value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                return value;
        }
        catch (JsonException)
        {
            // Not JSON: a plain string.
        }

        return JsonSerializer.SerializeToElement(text, Contracts.ContractsJson.Default.String);
    }
}
