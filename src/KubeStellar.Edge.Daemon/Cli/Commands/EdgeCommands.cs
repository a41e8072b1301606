using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse label edge</c>, <c>kse taint edge</c>, <c>kse remove edge</c>, <c>kse edge rotate</c> and <c>kse rights region</c></summary>
internal static class EdgeCommands
{
    internal static Command BuildLabel(CliServices services)
    {
        var changes = new Argument<string[]>("CHANGE") { Description = "key=value to set, key- to take away", Arity = ArgumentArity.OneOrMore };
        var overwrite = new Option<bool>("--overwrite") { Description = "change a label that has another value already" };
        var edge = Edge("label", "Label an edge. Labels are the hub's: a device cannot change its own.", "labelled", services, [changes], [overwrite], (parsed, request) =>
        {
            var (set, remove) = EdgeEdits.Labels(parsed.GetValue(changes)!);
            return request with { SetLabels = set, RemoveLabels = remove, Overwrite = parsed.GetValue(overwrite) };
        });
        return edge;
    }

    internal static Command BuildTaint(CliServices services)
    {
        var changes = new Argument<string[]>("CHANGE") { Description = "key=value:Effect or key:Effect to set, key:Effect- or key- to take away", Arity = ArgumentArity.OneOrMore };
        return Edge("taint", "Taint an edge.", "tainted", services, [changes], [], (parsed, request) =>
        {
            var (set, remove) = EdgeEdits.Taints(parsed.GetValue(changes)!);
            return request with { SetTaints = set, RemoveTaints = remove };
        });
    }

    internal static Command BuildRemove(CliServices services) =>
        Edge("remove", "Remove an edge from the inventory. What it runs stays until it joins again.", "removed", services, [], [], (_, request) => request with { Remove = true });

    /// <summary><c>kse edge rotate</c>, below the command that runs an edge.</summary>
    internal static Command BuildRotate(CliServices services) => One(
        "rotate",
        "Ask a device for other keys. It makes them itself, as soon as it hears so, and the old ones are void when it got in with the new ones; a device that is away does so when it is back.",
        "edge",
        "is to make itself other keys",
        services,
        [],
        [],
        (_, request) => request with { Rekey = true });

    internal static Command BuildRights(CliServices services)
    {
        var own = new Option<string[]>("--own") { Description = "workspace in which people there may apply things of their own (repeatable; *: all)", HelpName = "WORKSPACE" };
        var overrides = new Option<string[]>("--override") { Description = "policies whose objects people there may override (repeatable; *: all)", HelpName = "WORKSPACE[/POLICY]" };
        var none = new Option<bool>("--none") { Description = "they may do neither: what they overrode gives way, what is their own stays as it is" };
        var command = Edge(
            "rights",
            "Say what the people of a region may do there of their own will, in place of what they might before.",
            "has other rights",
            services,
            [],
            [own, overrides, none],
            (parsed, request) => request with { Rights = new RegionRights { Own = parsed.GetValue(own) ?? [], Override = parsed.GetValue(overrides) ?? [] } },
            "region");
        command.Subcommands[0].Validators.Add(result =>
        {
            if (result.GetValue(none) == (result.GetValue(own) is { Length: > 0 } || result.GetValue(overrides) is { Length: > 0 }))
            {
                result.AddError("say all that they may do from now on, by --own and --override, or --none");
            }
        });
        return command;
    }

    private static Command Edge(
        string verb,
        string description,
        string done,
        CliServices services,
        IReadOnlyList<Argument> arguments,
        IReadOnlyList<Option> options,
        Func<ParseResult, EdgeEditRequest, EdgeEditRequest> fill,
        string noun = "edge")
    {
        var command = One(noun, description, noun, done, services, arguments, options, fill);
        command.Aliases.Add(noun + "s");
        return new Command(verb, description) { command };
    }

    /// <summary>A command that edits one edge, under the name of what it does.</summary>
    /// <param name="verb">What it is called.</param>
    /// <param name="description">What it does.</param>
    /// <param name="done">What it says behind the name of the edge.</param>
    /// <param name="services">Everything outside.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="fill">Puts them into the request.</param>
    /// <param name="instead">What may be named in place of an edge; null for nothing.</param>
    internal static Command One(
        string verb, string description, string done, CliServices services, IReadOnlyList<Option> options, Func<ParseResult, EdgeEditRequest, EdgeEditRequest> fill, Func<ParseResult, string?>? instead = null) =>
        One(verb, description, "edge", done, services, [], options, fill, instead);

    private static Command One(
        string called,
        string description,
        string noun,
        string done,
        CliServices services,
        IReadOnlyList<Argument> arguments,
        IReadOnlyList<Option> options,
        Func<ParseResult, EdgeEditRequest, EdgeEditRequest> fill,
        Func<ParseResult, string?>? instead = null)
    {
        var command = new Command(called, description);
        var id = new Argument<string>("NAME") { Description = $"id of the {noun}" };
        if (instead is not null)
        {
            (id.Arity, id.DefaultValueFactory) = (ArgumentArity.ZeroOrOne, _ => "");
        }

        command.Add(id);
        foreach (var argument in arguments)
        {
            command.Add(argument);
        }

        foreach (var option in options)
        {
            command.Add(option);
        }

        var output = new OutputOption(command);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var name = parsed.GetValue(id)!;
            var other = instead?.Invoke(parsed);
            if ((name.Length > 0 || other is null) && Names.ExplainDnsLabel(name) is { } wrong)
            {
                throw new CliException(name.Length == 0 ? "which edge? Give its name" : $"'{name}' is not the name of an edge or region: it {wrong}");
            }

            var request = fill(parsed, new EdgeEditRequest { Edge = name });
            await using var session = await hub.OpenAsync(parsed, services, token);
            var result = await session.CallAsync<EdgeEditRequest, ItemsResult>(ApiVerbs.Edge, request, token);
            var format = output.Read(parsed);
            if (format == OutputFormat.Table)
            {
                services.Out.WriteLine($"{(name.Length > 0 ? $"{noun}/{name}" : $"key/{other}")} {done}");
                services.Out.Flush();
            }
            else
            {
                new ItemsPrinter(services, ResourceTypes.Edges, format).Print(result.Items, single: true);
            }

            if (result.Note is { } note)
            {
                services.Error.WriteLine($"warning: {note}");
            }

            return CliExit.Ok;
        });
        return command;
    }
}
