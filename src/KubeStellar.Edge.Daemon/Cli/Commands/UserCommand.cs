using System.CommandLine;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Server;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>kse user create</c>, <c>kse user renew</c> and <c>kse user revoke</c></summary>
internal static class UserCommand
{
    internal static Command Build(CliServices services) =>
        new("user", "People and robots with roles. Without them, whoever has the hub's own credentials may do everything.") { BuildCreate(services), UserRenewal.Build(services), BuildRevoke(services) };

    private static Command BuildCreate(CliServices services)
    {
        var command = new Command("create", "Make a user with roles, and its credentials. The private key is made here, and is in the credentials only: keep them secret.");
        var name = NameArgument();
        var roles = new Option<string[]>("--role") { Description = "viewer (reads), author (applies workloads and policies), operator (steers rollouts, confirms), admin (all of it, and users); repeatable", HelpName = "ROLE", Required = true };
        roles.AcceptOnlyFromAmong([.. Roles.All]);
        var workspaces = new Option<string[]>("--workspace") { Description = "workspace in which it has the roles (repeatable; default: default)", HelpName = "NAME" };
        var all = new Option<bool>("--all-workspaces") { Description = "it has the roles in every workspace, and for the fleet: an admin of all admits edges, and makes tokens and rules of workspaces" };
        var expires = DurationOption.Create("--expires", "for how long the credentials are good (0: until they are revoked)", "0");
        var file = new Option<string?>("--out", "-o") { Description = "where to write the credentials (default: NAME.creds)", HelpName = "FILE" };
        var context = new Option<string?>("--save-context") { Description = "write a context of this name for these credentials too: --context NAME uses it", HelpName = "NAME" };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) && result.GetValue(workspaces) is { Length: > 0 })
            {
                result.AddError("--all-workspaces is every workspace, and --workspace names some: give one of them");
            }
        });
        command.Add(name);
        foreach (var option in new Option[] { roles, workspaces, all, expires, file, context })
        {
            command.Add(option);
        }

        var hub = new HubOptions(command, workspace: false);
        command.SetAction(async (parsed, token) =>
        {
            var places = parsed.GetValue(all) ? [] : parsed.GetValue(workspaces) is { Length: > 0 } given ? given.Distinct().ToArray() : ["default"];
            var user = parsed.GetValue(name)!;
            var path = Path.GetFullPath(parsed.GetValue(file) ?? user + ".creds");
            Free(path, services, parsed.GetValue(context));
            var (publicKey, seed) = UserCredentials.NewKey();
            var request = new UserRequest
            {
                Name = user,
                PublicKey = publicKey,
                Workspaces = places,
                Roles = [.. parsed.GetValue(roles)!.Distinct()],
                ExpiresInSeconds = (long)Math.Ceiling(parsed.GetValue(expires).Time.TotalSeconds),
            };
            await using var session = await hub.OpenAsync(parsed, services, places is [var first, ..] ? first : "default", token);
            var result = await session.CallAsync<UserRequest, UserResult>(ApiVerbs.User, request, token);
            Save(new UserCredentials(result.Jwt, seed), path, user);
            services.Out.WriteLine($"user/{user} created: {Describe(result.User)}; its credentials are in {path}");
            if (parsed.GetValue(context) is { } saved)
            {
                services.Out.WriteLine($"context {saved} written to {Context(hub.AddressOf(parsed, services), saved, path, user, services)}");
            }

            services.Out.Flush();
            return CliExit.Ok;
        });
        return command;
    }

    private static Command BuildRevoke(CliServices services)
    {
        var command = new Command("revoke", "Make a user's credentials void for good, and close its connections.");
        command.Aliases.Add("delete");
        var name = NameArgument();
        var reason = new Option<string>("--reason") { Description = "why, for the audit", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        command.Add(name);
        command.Add(reason);
        var hub = new HubOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            await using var session = await hub.OpenAsync(parsed, services, token);
            var result = await session.CallAsync<UserRequest, UserResult>(ApiVerbs.User, new UserRequest { Name = parsed.GetValue(name)!, Revoke = parsed.GetValue(reason)! }, token);
            services.Out.WriteLine($"user/{result.User.Name} revoked");
            services.Out.Flush();
            if (result.Note is { } note)
            {
                services.Error.WriteLine($"warning: {note}");
            }

            return CliExit.Ok;
        });
        return command;
    }

    private static Argument<string> NameArgument() => new("NAME") { Description = "name of the user, a DNS label" };

    /// <summary>Before anything is asked for: a key that has no place to be written is lost.</summary>
    private static void Free(string path, CliServices services, string? context)
    {
        if (File.Exists(path))
        {
            throw new CliException($"there is a file {path} already", ["credentials are never written over: name another with --out, or remove it"]);
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new CliException($"there is no folder {Path.GetDirectoryName(path)}", ["--out names a file in one that is there"]);
        }

        if (context is not null && File.Exists(NatsContextFile.PathOf(context, services.Environment)))
        {
            throw new CliException($"there is a context '{context}' already", [$"it is {NatsContextFile.PathOf(context, services.Environment)}: name another with --save-context, or remove it"]);
        }
    }

    private static void Save(UserCredentials credentials, string path, string user)
    {
        try
        {
            credentials.Save(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or IdentityException)
        {
            throw new CliException($"the credentials could not be written to {path}", [error.Message, $"the hub has the user, and nobody its key: kse user revoke {user}, and make it again"], inner: error);
        }
    }

    private static string Context(HubAddress hub, string name, string creds, string user, CliServices services)
    {
        var folder = Path.GetDirectoryName(NatsContextFile.PathOf(name, services.Environment))!;
        return NatsCliContext.WriteIn(
            Path.GetDirectoryName(Path.GetDirectoryName(folder))!, name, hub.Server, creds, $"KubeStellar.Edge as {user}", hub.CaFile, hub.CertificateFile, hub.KeyFile);
    }

    private static string Describe(UserRecord user) => $"{string.Join(" and ", user.Roles)} of {(user.IsFleetWide ? "all workspaces" : string.Join(", ", user.Workspaces))}";
}
