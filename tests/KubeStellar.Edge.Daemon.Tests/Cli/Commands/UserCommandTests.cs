using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class UserCommandTests : IDisposable
{
    private readonly CliRun _run = new();

    public UserCommandTests() => _run.Hub.Answer = (_, body) =>
    {
        var asked = JsonSerializer.Deserialize(body, ContractsJson.Default.UserRequest)!;
        return FakeHub.Ok($$"""{"user":{"name":"{{asked.Name}}","publicKey":"{{asked.PublicKey}}","workspaces":{{JsonSerializer.Serialize(asked.Workspaces)}},"roles":{{JsonSerializer.Serialize(asked.Roles)}},"createdAt":"2026-03-01T12:00:00Z"},"jwt":"ey.J.x","note":{{(asked.Revoke is null ? "null" : "\"tell the server\"")}}}""");
    };

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Credentials_are_made_here_and_written_for_their_user_alone()
    {
        var file = Path.Combine(_run.Folder, "ann.creds");
        Assert.Equal(0, await _run.RunAsync("user", "create", "ann", "--workspace", "retail", "--workspace", "grocery", "--role", "author", "--role", "operator", "--expires", "90m", "-o", file, "--save-context", "ann"));
        var (place, verb, body) = _run.Hub.Asked.Single();
        var asked = JsonSerializer.Deserialize(body, ContractsJson.Default.UserRequest)!;
        Assert.Equal(("retail", "user", "ann", 5400L), (place, verb, asked.Name, asked.ExpiresInSeconds));
        Assert.Equal((IEnumerable<string>)["retail", "grocery", "author", "operator"], asked.Workspaces.Concat(asked.Roles));
        var made = UserCredentials.Load(file);
        Assert.Equal("ey.J.x", made.Jwt);
        Assert.DoesNotContain(made.Seed, FakeHub.Text(body) + _run.Out, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.StartsWith($"user/ann created: author and operator of retail, grocery; its credentials are in {file}\n", _run.Out, StringComparison.Ordinal);
        Assert.Contains(file, await File.ReadAllTextAsync(Path.Combine(_run.Folder, ".config/nats/context/ann.json")), StringComparison.Ordinal);

        // Never over what is there, and nothing is asked for then.
        Assert.Equal(2, await _run.RunAsync("user", "create", "ann", "--role", "viewer", "-o", file));
        Assert.Equal(2, await _run.RunAsync("user", "create", "ann", "--role", "viewer", "-o", file + "2", "--save-context", "ann"));
        Assert.Single(_run.Hub.Asked);
    }

    [Fact]
    public async Task Of_a_file_that_is_there_the_key_stays_and_who_has_none_gets_another()
    {
        using var keys = HubKeys.LoadOrCreate(Path.Combine(_run.Folder, "hub"));
        var mint = new UserMint(keys.OwnAccount(), TimeProvider.System);
        var (ann, bob) = (Person("ann"), Person("bob"));
        var own = new UserCredentials(mint.Person(ann.User), ann.Seed);
        own.Save(Path.Combine(_run.Folder, "ann.creds"));
        _run.Hub.Listings["users"] = JsonSerializer.Serialize(new[] { Listed(ann.User, "Former"), Listed(bob.User, "Gone"), Listed(Person("eve").User, "InUse") });
        using var later = HubKeys.LoadOrCreate(Path.Combine(_run.Folder, "later"));
        var anew = new UserMint(later.OwnAccount(), TimeProvider.System);
        _run.Hub.Answer = (_, body) =>
        {
            var asked = JsonSerializer.Deserialize(body, ContractsJson.Default.UserRequest)!;
            Assert.True(asked.Renew);
            var user = ann.User with { Name = asked.Name, PublicKey = asked.PublicKey };
            return new ApiReply { Result = JsonSerializer.SerializeToElement(new UserResult { User = user, Jwt = anew.Person(user) }, ContractsJson.Default.UserResult) };
        };

        Assert.Equal(0, await _run.RunAsync("user", "renew", "--all", "-o", _run.Folder));
        var kept = UserCredentials.Load(Path.Combine(_run.Folder, "ann.creds"));
        Assert.Equal((ann.Seed, later.Signing.GetPublicKey()), (kept.Seed, kept.Issuer));
        Assert.Equal(own.PublicKey, kept.PublicKey);
        Assert.NotEqual(bob.User.PublicKey, UserCredentials.Load(Path.Combine(_run.Folder, "bob.creds")).PublicKey);
        Assert.False(File.Exists(Path.Combine(_run.Folder, "eve.creds")));
        Assert.Contains("user/ann renewed: the key stays;", _run.Out, StringComparison.Ordinal);
        Assert.Contains("user/bob renewed: another key", _run.Out, StringComparison.Ordinal);

        // Of others it takes nothing, and asks for nothing then: neither JWT nor file.
        Assert.Throws<IdentityException>(() => kept.With(mint.Person(bob.User)));
        File.Copy(Path.Combine(_run.Folder, "ann.creds"), Path.Combine(_run.Folder, "eve.creds"));
        var asked = _run.Hub.Asked.Count(one => one.Verb == ApiVerbs.User);
        foreach (var wrong in new string[][] { ["eve"], ["nobody"], [], ["ann", "--all"], ["ann", "-o", "/nowhere"] })
        {
            Assert.Equal(2, await _run.RunAsync(["user", "renew", "-o", _run.Folder, .. wrong]));
        }

        Assert.Equal(asked, _run.Hub.Asked.Count(one => one.Verb == ApiVerbs.User));
    }

    private static (UserRecord User, string Seed) Person(string name)
    {
        var (key, seed) = UserCredentials.NewKey();
        return (new UserRecord { Name = name, PublicKey = key, Roles = [Roles.Author], Workspaces = ["retail"], CreatedAt = DateTimeOffset.UnixEpoch }, seed);
    }

    private static System.Text.Json.Nodes.JsonObject Listed(UserRecord user, string standsOn)
    {
        var node = JsonSerializer.SerializeToNode(user, ContractsJson.Default.UserRecord)!.AsObject();
        (node["state"], node["standsOn"]) = ("Valid", standsOn);
        return node;
    }

    [Theory]
    [InlineData("--role", "king")]
    [InlineData]
    [InlineData("--role", "viewer", "--all-workspaces", "--workspace", "retail")]
    [InlineData("--role", "viewer", "-o", "/nowhere/at/all.creds")]
    public async Task What_contradicts_itself_is_refused_before_anything_is_asked(params string[] options)
    {
        Assert.Equal(2, await _run.RunAsync(["user", "create", "ann", .. options]));
        Assert.Empty(_run.Hub.Asked);
    }

    [Fact]
    public async Task A_user_is_revoked_by_either_word_and_what_is_left_to_do_is_said()
    {
        Assert.Equal(0, await _run.RunAsync("user", "revoke", "ann", "--reason", "left"));
        Assert.Equal(0, await _run.RunAsync("user", "delete", "ann"));
        Assert.Equal(["left", ""], _run.Hub.Asked.Select(asked => JsonSerializer.Deserialize(asked.Body, ContractsJson.Default.UserRequest)!.Revoke));
        Assert.Equal("user/ann revoked\nuser/ann revoked\n", _run.Out);
        Assert.Contains("warning: tell the server", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_is_said_in_part_and_what_is_not_named_stays()
    {
        _run.Hub.Listings["workspaces"] = """[{"name":"retail","kinds":["Deployment"],"edges":"kind=store","quota":{"objects":5,"cpu":30000},"used":{"objects":2}}]""";
        _run.Hub.Answer = (_, body) => FakeHub.Ok($$"""{"items":[{{JsonElement.Parse(body).GetProperty("workspace").GetRawText()}}]}""");
        Assert.Equal(0, await _run.RunAsync("workspace", "set", "retail", "--namespaces", "shop,till-*", "--cluster-scoped", "false", "--edges-label", "all", "--quota", "bytes=4MiB,cpu=all"));
        Assert.Equal(
            """{"v":1,"name":"retail","kinds":["Deployment"],"namespaces":["shop","till-*"],"clusterScoped":false,"quota":{"objects":5,"bytes":4194304}}""",
            JsonElement.Parse(_run.Hub.Asked[^1].Body).GetProperty("workspace").GetRawText());
        Assert.Equal("workspace/retail set\n", _run.Out);
        foreach (var wrong in new[] { "objects", "objects=-1", "bytes=4MB", "cpu=fast", "shoes=3" })
        {
            Assert.Equal(2, await _run.RunAsync("workspace", "create", "retail", "--quota", wrong));
        }
    }
}
