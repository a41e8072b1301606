using System.CommandLine;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Modes;

namespace KubeStellar.Edge.Daemon.Cli.Rbac;

/// <summary><c>kse edge rbac</c>: the role that what is placed at an edge needs in its cluster, and no more.</summary>
internal static class RbacCommand
{
    private static readonly string[] Forms = ["yaml", "json"];

    internal static Command Build(CliServices services)
    {
        var command = new Command("rbac", "Print the ClusterRole that an edge needs in its cluster for what is placed there now; from this machine's edge, whether it runs or not, or from the hub.");
        var state = new Option<string>("--state") { Description = "state directory of the edge", HelpName = "DIR", DefaultValueFactory = _ => StateDirectories.Default("edge") };
        var edge = new Option<string?>("--edge") { Description = "ask the hub what it wants at this edge, instead of --state", HelpName = "ID" };
        var name = new Option<string>("--name") { Description = "name of the role", HelpName = "NAME", DefaultValueFactory = _ => "kse-edge" };
        var account = new Option<string?>("--service-account") { Description = "print the binding to this service account too", HelpName = "NAMESPACE/NAME" };
        var namespaced = new Option<bool>("--namespaced") { Description = "grant what is in namespaces by a Role in each, not in the whole cluster; these namespaces must be there before their Roles" };
        var output = new Option<string>("--output", "-o") { Description = "form: yaml (with comments) or json", HelpName = "FORM", DefaultValueFactory = _ => Forms[0] };
        output.AcceptOnlyFromAmong(Forms);
        var impersonate = new Option<string[]>("--impersonate") { Description = "as 'kse edge' is told: who it writes the objects of a workspace as; that user gets the rights to write, the edge those to read (repeatable)", HelpName = "WORKSPACE=USER" };
        foreach (var option in new Option[] { state, edge, name, account, namespaced, impersonate, output })
        {
            command.Add(option);
        }

        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var binding = parsed.GetValue(account) is { } given ? Account(given) : ((string, string)?)null;
            var role = parsed.GetValue(name)!;
            if (Names.ExplainDnsSubdomain(role) is { } wrong)
            {
                throw new CliException($"--name '{role}' {wrong}");
            }

            var users = Users(parsed.GetValue(impersonate) ?? []);
            var documents = RolePlan.Make(await TreeAsync(), role, binding, parsed.GetValue(namespaced), users);
            var json = parsed.GetValue(output) == "json";
            services.Out.Write(json ? RoleText.Json(documents) : RoleText.Yaml(documents));
            services.Out.Flush();
            if (json)
            {
                // JSON has no comments, and a guess should not go unsaid.
                foreach (var note in documents.SelectMany(document => document.Rules).Where(rule => !rule.Optional).SelectMany(rule => rule.Notes).Distinct())
                {
                    services.Error.WriteLine($"note: {note}");
                }
            }

            return CliExit.Ok;

            async Task<PlacedTree> TreeAsync()
            {
                if (parsed.GetValue(edge) is not { } id)
                {
                    return await PlacedSource.LocalAsync(Path.GetFullPath(parsed.GetValue(state)!));
                }

                if (parsed.GetResult(state) is { Implicit: false })
                {
                    throw new CliException("--state and --edge name two places to ask; give one of them");
                }

                await using var session = await hub.OpenAsync(parsed, services, token);
                return await PlacedSource.HubAsync(session, id, token);
            }
        });
        return command;
    }

    private static Dictionary<string, string> Users(string[] given)
    {
        try
        {
            return ClusterTarget.Users(given);
        }
        catch (DaemonFailure error)
        {
            throw new CliException(error.Message, inner: error);
        }
    }

    private static (string Namespace, string Name) Account(string given) =>
        given.Split('/') is [var space, var name] && Names.ExplainDnsLabel(space) is null && Names.ExplainDnsSubdomain(name) is null
            ? (space, name)
            : throw new CliException($"--service-account {given}: write it as NAMESPACE/NAME");
}
