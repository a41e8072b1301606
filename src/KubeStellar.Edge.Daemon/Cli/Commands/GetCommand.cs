using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse get TYPE [NAME]</c></summary>
internal static class GetCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    internal static Command Build(CliServices services)
    {
        var command = new Command("get", $"List {Listed}.");
        var type = TypeArgument();
        var name = new Argument<string>("NAME") { Description = "only this one", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        var watch = new Option<bool>("--watch", "-w") { Description = "go on and show what changes, until Ctrl-C" };
        var selector = new Option<string>("--selector", "-l") { Description = "label selector, as in Kubernetes: a=b,c!=d,e in (f,g)", HelpName = "SELECTOR", DefaultValueFactory = _ => "" };
        var edge = new Option<string>("--edge") { Description = "only what concerns this edge", HelpName = "ID", DefaultValueFactory = _ => "" };
        command.Add(type);
        command.Add(name);
        command.Add(watch);
        command.Add(selector);
        command.Add(edge);
        var where = new Option<string>("--where")
        {
            Description = "of status: only objects for which a JavaScript expression is true, such as 'status?.readyReplicas < 2 && edge.labels.region === \"eu\"'", HelpName = "EXPRESSION", DefaultValueFactory = _ => "",
        };
        var live = new Option<bool>("--live") { Description = "of status: ask the edges now; objects that their policies keep on demand are asked for anyway when edges are named" };
        command.Add(where);
        command.Add(live);
        var events = new EventOptions(command);
        var output = new OutputOption(command, events: true);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var (word, wanted) = SplitName(parsed.GetValue(type)!, parsed.GetValue(name)!);
            var resource = ResourceTypes.Get(word);
            var asked = new GetQuery { Resource = resource.Plural, Name = wanted, Edge = parsed.GetValue(edge)!, Selector = parsed.GetValue(selector)! };
            if (parsed.GetValue(where) is { Length: > 0 } expression)
            {
                asked = asked with { Where = expression };
            }

            if (parsed.GetValue(live))
            {
                asked = asked with { Live = true };
            }

            if (resource != ResourceTypes.Status && asked is not { Where: null, Live: null })
            {
                throw new CliException($"--where and --live are of 'kse get status', not of {resource.Plural}");
            }

            // With an object, or a question about objects: a row for each at each edge.
            var single = wanted.Length > 0 && resource != ResourceTypes.Status;
            if (resource == ResourceTypes.Status && (wanted.Length > 0 || asked is not { Where: null, Live: null }))
            {
                resource = ObjectStatusType.Type;
            }

            var format = output.Read(parsed);
            var query = events.Of(parsed, asked, format, services.Time);
            var printer = new ItemsPrinter(services, resource, format);
            await using var session = await hub.OpenAsync(parsed, services, token);
            if (parsed.GetValue(watch))
            {
                return await WatchEnd.ByAPersonAsync(
                    end => resource == ResourceTypes.Events
                        ? new EventFeed(session, services, query, printer).RunAsync(end)
                        : WatchAsync(session, services, resource, query, printer, end),
                    token);
            }

            var items = await session.ListAllAsync(query, token);
            if (wanted.Length > 0 && items.Count == 0 && query.Where is null)
            {
                throw new CliException(single ? $"there is no {resource.Singular} '{wanted}'" : $"no edge has, or is to have, an object '{wanted}'");
            }

            printer.Print(items, single);
            return CliExit.Ok;
        });
        return command;
    }

    /// <summary>The types, for sentences: <c>a, b or c</c>.</summary>
    private static string Listed { get; } = $"{string.Join(", ", ResourceTypes.All.SkipLast(1).Select(resource => resource.Plural))} or {ResourceTypes.All[^1].Plural}";

    internal static Argument<string> TypeArgument()
    {
        var type = new Argument<string>("TYPE") { HelpName = "TYPE", Description = Listed };
        type.CompletionSources.Add([.. ResourceTypes.All.Select(resource => resource.Plural)]);
        return type;
    }

    /// <summary><c>policy/web</c> is <c>policy web</c>, as in kubectl.</summary>
    internal static (string Type, string Name) SplitName(string type, string name) =>
        name.Length == 0 && type.Split('/', 2) is [var before, var after] ? (before, after) : (type, name);

    private static async Task<int> WatchAsync(
        HubSession session, CliServices services, ResourceType resource, GetQuery query, ItemsPrinter printer, CancellationToken token)
    {
        await using var signal = new ChangeSignal(session.Api, resource.Buckets, services, token);
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            var items = await session.ListAllAsync(query, token);
            var changed = new List<JsonElement>();
            var present = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in items)
            {
                var (id, mark) = (resource.Id(new JsonView(item)), printer.Mark(item));
                present.Add(id);
                if (!shown.TryGetValue(id, out var before) || before != mark)
                {
                    shown[id] = mark;
                    changed.Add(item);
                }
            }

            printer.PrintEach(changed);
            foreach (var gone in shown.Keys.Where(id => !present.Contains(id)).ToList())
            {
                shown.Remove(gone);
                await services.Error.WriteLineAsync($"{resource.Singular}/{CliErrors.OneLine(gone)} is gone");
            }

            await signal.WaitAsync(Poll, token);

            // A burst of changes is one new listing.
            await Task.Delay(Pace, services.Time, token);
        }
    }
}
