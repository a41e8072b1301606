using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse delete -f …</c> and <c>kse delete TYPE NAME…</c></summary>
internal static class DeleteCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("delete", "Delete objects, policies and shared libraries: all of them, or none.");
        var type = new Argument<string?>("TYPE") { Description = "workload, policy, library, or a kind such as deployment", Arity = ArgumentArity.ZeroOrOne };
        var names = new Argument<string[]>("NAME") { Description = "names; of a workload: kind/name or kind/namespace/name; of a library: name@version", Arity = ArgumentArity.ZeroOrMore };
        var ignore = new Option<bool>("--ignore-not-found") { Description = "a missing one is fine" };
        command.Add(type);
        command.Add(names);
        command.Add(ignore);
        var input = new InputOptions(command, required: false);
        var output = new OutputOption(command);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var (word, wanted) = (parsed.GetValue(type), parsed.GetValue(names) ?? []);
            if (input.Given(parsed) == (word is not null))
            {
                throw new CliException("say what to delete, in one way: with -f FILE, or with TYPE NAME…");
            }

            if (word is not null && wanted.Length == 0)
            {
                throw new CliException($"which {word}? Give at least one name");
            }

            var request = new DeleteRequest { IgnoreNotFound = parsed.GetValue(ignore) };
            var read = word is null ? input.Read(parsed, services) : null;
            await using var session = await hub.OpenAsync(parsed, services, token);
            request = read is not null
                ? request with
                {
                    Objects = [.. read.Objects.Select(obj => obj.Key).Reverse()],
                    Policies = [.. read.Policies.Select(policy => policy.Name)],
                    Libraries = read.Libraries.Count > 0 ? [.. read.Libraries.Select(library => $"{library.Name}@{library.Version}")] : null,
                }
                : ResourceTypes.Find(word!) switch
                {
                    { Plural: "policies" } => request with { Policies = wanted },
                    { Plural: "libraries" } => request with { Libraries = wanted },
                    { Plural: "workloads" } => request with { Objects = await KeysAsync(session, wanted, request.IgnoreNotFound, token) },
                    { Plural: "edges" } => throw new CliException("an edge is not deleted but removed", [$"use: kse remove edge {wanted[0]}"]),
                    { Plural: "tokens" } => throw new CliException("a token is deleted by its own command", [$"use: kse token delete {wanted[0]}"]),
                    { Plural: "upsynced" } => throw new CliException("upsynced objects are read-only at the hub", ["they go when they are deleted at their edge, or when no policy asks for them any more"]),
                    { } other => throw new CliException($"{other.Plural} cannot be deleted; policies, libraries and workloads can"),
                    null => request with { Objects = await KeysAsync(session, [.. wanted.Select(name => Qualified(word!, name, input.Namespace(parsed)))], request.IgnoreNotFound, token) },
                };
            var result = await session.CallAsync<DeleteRequest, ApplyResult>(ApiVerbs.Delete, request, token);
            ApplyLines.Print(services, result, output.Read(parsed), "");
            await HeldNotice.AfterChangeAsync(services, session, token);
            return CliExit.Ok;
        });
        return command;
    }

    // "deployment web -n shop" asks for deployment/shop/web; cluster-scoped kinds are found by the shorter name.
    private static string Qualified(string kind, string name, string space) =>
        name.Contains('/', StringComparison.Ordinal) || space == "default" ? $"{kind}/{name}" : $"{kind}/{space}/{name}";

    private static async Task<IReadOnlyList<ObjectKey>> KeysAsync(HubSession hub, IReadOnlyList<string> names, bool ignoreMissing, CancellationToken token)
    {
        var keys = new List<ObjectKey>();
        foreach (var name in names)
        {
            if (ObjectKey.TryParse(name, out var key))
            {
                keys.Add(key);
                continue;
            }

            var found = await hub.ListAllAsync(new GetQuery { Resource = ResourceTypes.Workloads.Plural, Name = name }, token);
            if (found.Count == 0 && !ignoreMissing)
            {
                throw new CliException($"there is no workload '{name}'", ["see 'kse get workloads'; nothing was deleted"]);
            }

            keys.AddRange(found.Select(item => ObjectKey.Parse(new JsonView(item).Text("key"))));
        }

        return keys;
    }
}
