using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse keys status</c>, <c>kse keys rotate</c> and <c>kse keys finish</c></summary>
internal static class KeysCommand
{
    internal static Command Build(CliServices services) =>
        new("keys", "The hub's own keys: which there are, how many edges have which, and replacing them while all of it runs.") { BuildStatus(services), BuildRotate(services), BuildFinish(services) };

    private static Command BuildStatus(CliServices services) => Verb("status", "Show the hub's keys (never their secret halves), and how far rotations are.", services, (_, request) => request with { Action = KeyActions.Status });

    private static Command BuildRotate(CliServices services)
    {
        var key = Key("which: root signs roots (the former one hands over to it, and edges follow whenever they are back), account issues users, ca signs certificates");
        var now = new Option<bool>("--now") { Description = "with ca: also stop trusting the former ones, as 'kse keys finish ca' does: for one that got into wrong hands" };
        var command = Verb("rotate", "Replace a key of a hub that runs. What depends on the former one goes on.", services, (parsed, request) => request with { Action = KeyActions.Rotate, Key = parsed.GetValue(key)! }, parsed => parsed.GetValue(now));
        command.Add(key);
        command.Add(now);
        command.Validators.Add(result =>
        {
            if (result.GetValue(now) && result.GetValue(key) != KeyKinds.Ca)
            {
                result.AddError("--now is for ca; 'kse keys finish account' ends the rotation of an account's key");
            }
        });
        return command;
    }

    private static Command BuildFinish(CliServices services)
    {
        var key = Key("which: account, or ca");
        var lockOut = new Option<bool>("--lock-out") { Description = "though somebody still depends on the former key, who will have to join again" };
        var command = Verb(
            "finish",
            "End a rotation: the former key is good for nothing any more. Names those who still depend on it, and does nothing then.",
            services,
            (parsed, request) => request with { Action = KeyActions.Finish, Key = parsed.GetValue(key)!, LockOut = parsed.GetValue(lockOut) });
        command.Add(key);
        command.Add(lockOut);
        return command;
    }

    private static Argument<string> Key(string description)
    {
        var key = new Argument<string>("KEY") { Description = description };
        key.AcceptOnlyFromAmong([.. KeyKinds.All]);
        return key;
    }

    private static Command Verb(string called, string description, CliServices services, Func<ParseResult, KeysRequest, KeysRequest> fill, Func<ParseResult, bool>? finish = null)
    {
        var command = new Command(called, description);
        var output = new OutputOption(command);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var request = fill(parsed, new KeysRequest { Action = "" });
            await using var session = await hub.OpenAsync(parsed, services, token);
            var result = await session.CallAsync<KeysRequest, KeysResult>(ApiVerbs.Keys, request, token);
            if (finish?.Invoke(parsed) == true)
            {
                result = await session.CallAsync<KeysRequest, KeysResult>(ApiVerbs.Keys, request with { Action = KeyActions.Finish }, token);
            }

            Print(services, output.Read(parsed), request, result);
            return CliExit.Ok;
        });
        return command;
    }

    private static void Print(CliServices services, OutputFormat format, KeysRequest request, KeysResult result)
    {
        if (request.Action != KeyActions.Status && format == OutputFormat.Table)
        {
            services.Out.WriteLine(result.Done);
            services.Out.Flush();
            return;
        }

        new ItemsPrinter(services, KeyType.Keys, format).Print([.. result.Keys.Select(key => JsonSerializer.SerializeToElement(key, HubJson.Type<KeyState>()))], single: false);
    }
}
