using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse token create</c>, <c>kse token list</c> and <c>kse token delete</c></summary>
internal static class TokenCommand
{
    internal static Command Build(CliServices services) =>
        new("token", "Join tokens: what a new edge needs to be admitted.") { BuildCreate(services), BuildList(services), BuildDelete(services) };

    private static Command BuildCreate(CliServices services)
    {
        var command = new Command("create", "Make a join token. It alone goes to standard output, and is shown this once.");
        var labels = new Option<string[]>("--label", "-l") { Description = "label that an edge gets with it; may be given again", HelpName = "KEY=VALUE" };
        var uses = new Option<int>("--uses") { Description = "how many edges may join with it (0: no limit)", HelpName = "N", DefaultValueFactory = _ => 1 };
        var expires = DurationOption.Create("--expires", "for how long it is good (0: for ever)", "1h");
        uses.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var count) && count < 0)
            {
                result.AddError("--uses must not be negative");
            }
        });
        var region = new Option<bool>("--region") { Description = "admit a hub as a region instead of an edge" };
        var own = new Option<string[]>("--own") { Description = "with --region: workspace in which people there may apply things of their own (repeatable; *: all)", HelpName = "WORKSPACE" };
        var overrides = new Option<string[]>("--override") { Description = "with --region: policies whose objects people there may override (repeatable; *: all)", HelpName = "WORKSPACE[/POLICY]" };
        var approve = new Option<bool>("--approve") { Description = "a person has to approve each device that comes with it ('kse edges pending', 'kse edges approve')" };
        var replaces = new Option<string?>("--replace") { Description = "for one device and this edge only; it takes the place of whoever has the id, without approval, and that one is cut off", HelpName = "EDGE" };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(region) && (result.GetValue(own) is { Length: > 0 } || result.GetValue(overrides) is { Length: > 0 }))
            {
                result.AddError("--own and --override are rights of a region: say --region too");
            }
        });
        command.Add(approve);
        command.Add(replaces);
        command.Add(region);
        command.Add(own);
        command.Add(overrides);
        command.Add(labels);
        command.Add(uses);
        command.Add(expires);
        var output = new OutputOption(command);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var request = new TokenRequest
            {
                Labels = EdgeEdits.LabelsToSet(parsed.GetValue(labels) ?? []),
                Uses = parsed.GetValue(uses),
                Approve = parsed.GetValue(approve) ? true : null,
                Replaces = parsed.GetValue(replaces),
                Region = parsed.GetValue(region) ? new RegionRights { Own = parsed.GetValue(own) ?? [], Override = parsed.GetValue(overrides) ?? [] } : null,
                ExpiresInSeconds = (long)Math.Ceiling(parsed.GetValue(expires).Time.TotalSeconds),
            };
            await using var session = await hub.OpenAsync(parsed, services, token);
            var result = await session.CallAsync<TokenRequest, TokenResult>(ApiVerbs.Token, request, token);
            var element = JsonSerializer.SerializeToElement(result, HubJson.Type<TokenResult>());
            services.Out.Write(output.Read(parsed) switch
            {
                OutputFormat.Json => JsonText.Write(element) + "\n",
                OutputFormat.Yaml => YamlText.Write(element),
                OutputFormat.Name => $"token/{result.Id}\n",
                _ => result.Token + "\n",
            });
            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }

    private static Command BuildDelete(CliServices services)
    {
        var command = new Command("delete", "Delete a join token: nobody joins with it any more, and whoever waits with it is forgotten. Edges that joined with it stay.");
        command.Aliases.Add("revoke");
        var id = new Argument<string>("ID") { Description = "id of the token" };
        command.Add(id);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            await using var session = await hub.OpenAsync(parsed, services, token);
            var result = await session.CallAsync<TokenRequest, TokenResult>(ApiVerbs.Token, new TokenRequest { Delete = parsed.GetValue(id) }, token);
            services.Out.WriteLine($"token/{result.Id} deleted");
            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }

    private static Command BuildList(CliServices services)
    {
        var command = new Command("list", "List join tokens, never their secrets.");
        var output = new OutputOption(command);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            await using var session = await hub.OpenAsync(parsed, services, token);
            var items = await session.ListAllAsync(new GetQuery { Resource = ResourceTypes.Tokens.Plural }, token);
            new ItemsPrinter(services, ResourceTypes.Tokens, output.Read(parsed)).Print(items, single: false);
            return CliExit.Ok;
        });
        return command;
    }
}
