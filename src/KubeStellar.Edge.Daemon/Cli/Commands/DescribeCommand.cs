using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse describe TYPE NAME</c>: the record, where it is placed, and what happened to it.</summary>
internal static class DescribeCommand
{
    private const int MaxPlacements = 50;
    private const int MaxEvents = 10;
    private const int MaxStatuses = 20;

    internal static Command Build(CliServices services)
    {
        var command = new Command("describe", "Show one item with its placements and its last events.");
        var type = GetCommand.TypeArgument();
        var name = new Argument<string>("NAME") { Description = "its name", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        command.Add(type);
        command.Add(name);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var (word, wanted) = GetCommand.SplitName(parsed.GetValue(type)!, parsed.GetValue(name)!);
            var resource = ResourceTypes.Get(word);
            if (wanted.Length == 0)
            {
                throw new CliException($"which {resource.Singular}? Give its name");
            }

            await using var session = await hub.OpenAsync(parsed, services, token);
            var items = await session.ListAllAsync(new GetQuery { Resource = resource.Plural, Name = wanted }, token);
            if (items.Count == 0)
            {
                throw new CliException($"there is no {resource.Singular} '{wanted}'");
            }

            foreach (var item in items)
            {
                services.Out.Write(DescribeText.Write(item, services.Time.GetUtcNow()));
            }

            await RelatedAsync(session, services, resource, wanted, items[0], token);
            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }

    private static async Task RelatedAsync(
        HubSession session, CliServices services, ResourceType resource, string name, JsonElement item, CancellationToken token)
    {
        if (resource.Plural == "policies")
        {
            await SectionAsync(session, services, ResourceTypes.Summary, new GetQuery { Resource = "summary", Name = name }, _ => true, 1, token);
        }

        // Placements are listed by edge or by object; those of a policy may be all of the fleet's, and its summary says what they amount to.
        var key = new JsonView(item).Text("key");
        var query = resource.Plural switch
        {
            "edges" => new GetQuery { Resource = "placements", Edge = name },
            "workloads" => new GetQuery { Resource = "placements", Name = key },
            "policies" or "libraries" => new GetQuery { Resource = "" },
            _ => null,
        };
        if (query is null)
        {
            return;
        }

        if (query.Resource.Length > 0)
        {
            await SectionAsync(session, services, ResourceTypes.Placements, query, _ => true, MaxPlacements, token);
        }

        if (resource.Plural is "edges" or "workloads")
        {
            await StatusesAsync(session, services, resource.Plural == "edges" ? new GetQuery { Resource = "status", Edge = name, Each = true } : new GetQuery { Resource = "status", Name = key, Each = true }, token);
        }

        var about = resource.Plural == "workloads" ? key : name;
        await SectionAsync(
            session, services, ResourceTypes.Events, new GetQuery { Resource = "events", Name = about }, happened => IsAbout(happened.Text("subject"), about), -MaxEvents, token);
    }

    // Of an object at ten thousand edges what fits a screen; the hub is not asked for more than that.
    private static async Task StatusesAsync(HubSession session, CliServices services, GetQuery query, CancellationToken token)
    {
        var rows = new List<JsonElement>();
        await foreach (var row in session.ListAsync(query with { Limit = MaxStatuses + 1 }, token))
        {
            rows.Add(row);
            if (rows.Count > MaxStatuses)
            {
                break;
            }
        }

        services.Out.WriteLine();
        services.Out.WriteLine($"Statuses:{(rows.Count == 0 ? " <none>" : "")}");
        foreach (var row in rows.Take(MaxStatuses))
        {
            services.Out.Write(ObjectStatusText.Write(row, services.Time.GetUtcNow()));
        }

        if (rows.Count > MaxStatuses)
        {
            services.Out.WriteLine($"… the first {MaxStatuses}; all of them: kse get status {(query.Name.Length > 0 ? ObjectText.Show(query.Name) : "--edge " + query.Edge)}");
        }
    }

    // Subjects of events may carry the workspace.
    private static bool IsAbout(string subject, string about) => subject == about || subject.EndsWith("." + about, StringComparison.Ordinal);

    private static async Task SectionAsync(
        HubSession session, CliServices services, ResourceType type, GetQuery query, Func<JsonView, bool> mine, int most, CancellationToken token)
    {
        var items = (await session.ListAllAsync(query, token)).Where(item => mine(new JsonView(item))).ToList();
        services.Out.WriteLine();
        services.Out.WriteLine($"{char.ToUpperInvariant(type.Plural[0])}{type.Plural[1..]}:{(items.Count == 0 ? " <none>" : "")}");
        if (items.Count == 0)
        {
            return;
        }

        var shown = most > 0 ? items.Take(most).ToList() : items.TakeLast(-most).ToList();
        new ItemsPrinter(services, type, OutputFormat.Table).Print(shown, single: false);
        if (items.Count > shown.Count)
        {
            services.Out.WriteLine($"… {shown.Count} of {items.Count}; all of them: kse get {type.Plural}");
        }
    }
}
