using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse workspace create</c>, <c>set</c> and <c>delete</c></summary>
internal static class WorkspaceCommand
{
    internal static Command Build(CliServices services) =>
        new("workspace", "What workspaces may place, and how much. One without a rule has no limits; a rule that becomes narrower takes nothing away.")
        {
            BuildRule("create", "Say for the first time what a workspace may place.", isNew: true, services),
            BuildRule("set", "Change what a workspace may place; what is not named stays as it is.", isNew: false, services),
            BuildDelete(services),
        };

    private static Command BuildRule(string verb, string description, bool isNew, CliServices services)
    {
        var command = new Command(verb, description);
        var name = NameArgument();
        var kinds = Names("--kinds", "kinds that it may have, with commas between them: Kind or Kind.group", "KIND,...");
        var namespaces = Names("--namespaces", "namespaces that it may have, with commas between them; a * at the end stands for all that begin so", "NAME,...");
        var cluster = new Option<bool?>("--cluster-scoped") { Description = "whether it may have cluster-scoped objects", HelpName = "true|false" };
        var edges = new Option<string?>("--edges-label") { Description = "label selector of the edges that it may place on (all: every edge)", HelpName = "SELECTOR" };
        var quota = QuotaOption.Create();
        command.Add(name);
        foreach (var option in new Option[] { kinds, namespaces, cluster, edges, quota })
        {
            command.Add(option);
        }

        var output = new OutputOption(command);
        var hub = new HubOptions(command, workspace: false);
        command.SetAction(async (parsed, token) =>
        {
            var workspace = parsed.GetValue(name)!;
            await using var session = await hub.OpenAsync(parsed, services, workspace, token);
            var before = isNew ? new WorkspaceRecord { Name = workspace } : await NowAsync(session, workspace, token);
            var rule = before with
            {
                Kinds = List(parsed.GetValue(kinds), before.Kinds),
                Namespaces = List(parsed.GetValue(namespaces), before.Namespaces),
                ClusterScoped = parsed.GetValue(cluster) ?? before.ClusterScoped,
                Edges = parsed.GetValue(edges) is { } selector ? (selector is "all" or "" ? null : selector) : before.Edges,
                Quota = QuotaOption.Read(parsed.GetValue(quota) ?? [], before.Quota),
            };
            var result = await session.CallAsync<WorkspaceRequest, ItemsResult>(ApiVerbs.Workspace, new WorkspaceRequest { Workspace = rule, New = isNew }, token);
            Print(services, output.Read(parsed), result, $"workspace/{workspace} {(isNew ? "created" : "set")}");
            return CliExit.Ok;
        });
        return command;
    }

    private static Command BuildDelete(CliServices services)
    {
        var command = new Command("delete", "Take away what limits a workspace. What it has stays.");
        var name = NameArgument();
        command.Add(name);
        var output = new OutputOption(command);
        var hub = new HubOptions(command, workspace: false);
        command.SetAction(async (parsed, token) =>
        {
            var workspace = parsed.GetValue(name)!;
            await using var session = await hub.OpenAsync(parsed, services, workspace, token);
            var request = new WorkspaceRequest { Workspace = new WorkspaceRecord { Name = workspace }, Remove = true };
            Print(services, output.Read(parsed), await session.CallAsync<WorkspaceRequest, ItemsResult>(ApiVerbs.Workspace, request, token), $"workspace/{workspace} has no limits any more");
            return CliExit.Ok;
        });
        return command;
    }

    private static Argument<string> NameArgument() => new("NAME") { Description = "the workspace" };

    private static Option<string?> Names(string option, string description, string help) => new(option) { Description = description + " (all: every one)", HelpName = help };

    private static IReadOnlyList<string>? List(string? given, IReadOnlyList<string>? before) => given switch
    {
        null => before,
        "all" or "*" => null,
        _ => given.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };

    /// <summary>The rule as it is; one that says nothing where there is none.</summary>
    private static async Task<WorkspaceRecord> NowAsync(HubSession session, string workspace, CancellationToken token)
    {
        var items = await session.ListAllAsync(new GetQuery { Resource = WorkspaceType.Workspaces.Plural, Name = workspace }, token);
        var rule = items is [var one] ? System.Text.Json.JsonSerializer.Deserialize(one, HubJson.Type<WorkspaceRecord>()) : null;

        // What the listing adds is no part of the rule.
        return rule is null ? new WorkspaceRecord { Name = workspace } : rule with { Unknown = null };
    }

    private static void Print(CliServices services, OutputFormat format, ItemsResult result, string done)
    {
        if (format == OutputFormat.Table)
        {
            services.Out.WriteLine(done);
            services.Out.Flush();
        }
        else
        {
            new ItemsPrinter(services, WorkspaceType.Workspaces, format).Print(result.Items, single: true);
        }
    }
}
