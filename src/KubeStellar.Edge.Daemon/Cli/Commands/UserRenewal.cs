using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary>
/// <c>kse user renew</c>: credentials by the key that issues users now, with the rights that the user has. A file that holds the user's private key keeps it; without one the user gets another key,
/// and whatever it had is void.
/// </summary>
internal static class UserRenewal
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("renew", "Issue users anew by the account's present key ('kse keys rotate account'). Who uses its credentials meanwhile needs none of it: kse renews them with any command.");
        var names = new Argument<string[]>("NAME") { Description = "users", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "all users that stand on a former key" };
        var folder = new Option<string>("--out", "-o")
        {
            Description = "folder of the credentials, NAME.creds each: of a file that is there the private key is kept; where there is none the user gets another key, and its former credentials are void at once",
            HelpName = "DIR",
            DefaultValueFactory = _ => ".",
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == (result.GetValue(names) is { Length: > 0 }))
            {
                result.AddError("name users, or say --all");
            }
        });
        command.Add(names);
        command.Add(all);
        command.Add(folder);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var into = Path.GetFullPath(parsed.GetValue(folder)!);
            if (!Directory.Exists(into))
            {
                throw new CliException($"there is no folder {into}", ["--out names one that is there"]);
            }

            await using var session = await hub.OpenAsync(parsed, services, token);
            var users = Chosen(await session.ListAllAsync(new GetQuery { Resource = UserType.Users.Plural }, token), parsed.GetValue(names)!);

            // All files are looked at before the first user is changed.
            foreach (var (user, own) in users.Select(user => (user, Own(Path.Combine(into, user.Name + ".creds"), user))).ToList())
            {
                await RenewAsync(session, hub.AddressOf(parsed, services), user, own, Path.Combine(into, user.Name + ".creds"), services, token);
            }

            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }

    private static List<UserRecord> Chosen(IEnumerable<System.Text.Json.JsonElement> listed, string[] names)
    {
        var all = listed.Select(item => (Record: System.Text.Json.JsonSerializer.Deserialize(item, HubJson.Type<UserRecord>())!, Item: new JsonView(item))).ToList();
        if (names.Length == 0)
        {
            return [.. all.Where(user => user.Item.Text("standsOn") is "Former" or "Gone" && user.Item.Text("state") == "Valid").Select(user => user.Record)];
        }

        return names.FirstOrDefault(name => all.TrueForAll(user => user.Record.Name != name)) is { } missing
            ? throw new CliException($"there is no user {missing}", ["kse get users lists them; of a workspace: --workspace NAME"])
            : [.. all.Where(user => names.Contains(user.Record.Name, StringComparer.Ordinal)).Select(user => user.Record)];
    }

    /// <summary>The credentials in a file, which have to be of that user; null when there is no file.</summary>
    private static UserCredentials? Own(string path, UserRecord user)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var own = UserCredentials.Load(path);
            return own.PublicKey == user.PublicKey ? own : throw new CliException($"{path} holds no credentials of {user.Name} that are good", ["remove the file, and the user gets another key; or name another folder with --out"]);
        }
        catch (IdentityException error)
        {
            throw new CliException($"{path} cannot be used", [error.Message], inner: error);
        }
    }

    private static async Task RenewAsync(HubSession session, HubAddress address, UserRecord user, UserCredentials? own, string path, CliServices services, CancellationToken token)
    {
        var (key, seed) = own is null ? UserCredentials.NewKey() : (own.PublicKey, own.Seed);
        var result = await session.CallAsync<UserRequest, UserResult>(ApiVerbs.User, new UserRequest { Name = user.Name, PublicKey = key, Renew = true }, token);
        try
        {
            new UserCredentials(result.Jwt, seed).Save(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or IdentityException)
        {
            throw new CliException($"the credentials could not be written to {path}", [error.Message, $"say it again with another --out: kse user renew {user.Name}"], inner: error);
        }

        if (own is not null)
        {
            await ShowAsync(address with { CredentialsFile = path }, user, services, token);
        }

        services.Out.WriteLine($"user/{user.Name} renewed: {(own is null ? "another key, and the one before is void; hand out" : "the key stays;")} {path}");
        if (result.Note is { } note)
        {
            services.Error.WriteLine($"warning: {note}");
        }
    }

    /// <summary>Comes once with the new credentials: that they are good, and that the hub notes so.</summary>
    private static async Task ShowAsync(HubAddress address, UserRecord user, CliServices services, CancellationToken token)
    {
        await using var session = new HubSession(await services.ConnectAsync(address, token), user.IsFleetWide ? Subjects.Fleet : user.Workspaces[0], TimeSpan.FromSeconds(10), address.Server);
        await session.InfoAsync(token);
    }
}
