using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Ingest;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest;

public sealed class LibraryTests
{
    private const string Import = "import 'tiers@1.0.0';";
    private readonly HubWorld _world = new();

    public LibraryTests()
    {
        foreach (var text in new[] { "tiers@1.0.0", "tiers@1.1.0", "base@1.0.0" })
        {
            Assert.True(LibraryReference.TryParse(text, out var library));
            _world.Policies[LibraryCheck.ProbeOf(library)] = new FakePolicy();
        }

        _world.Policies[Import] = new FakePolicy();
        _world.Policies["plain"] = new FakePolicy();
    }

    [Fact]
    public async Task A_bundle_is_completed_before_its_digest_is_made()
    {
        using var hub = await _world.StartAsync();
        Assert.Equal(["library tiers@1.0.0 created"], Lines(await ApplyAsync(hub, Library("tiers", "1.0.0", "a"))));
        Assert.Equal(["library tiers@1.0.0 unchanged", "policy p created"], Lines(await ApplyAsync(hub, Library("tiers", "1.0.0", "a"), Policy("p", Import))));

        var policy = hub.Inventory.Policies.Single();
        Assert.Equal(["p.js", "tiers@1.0.0/index.js"], policy.Bundle.Files.Keys);
        Assert.Equal(BundleCheck.DigestOf(policy.Bundle), policy.Digest);
        Assert.Equal(["policy p unchanged"], Lines(await ApplyAsync(hub, Policy("p", Import))));
    }

    [Fact]
    public async Task A_version_never_changes()
    {
        using var hub = await _world.StartAsync();
        await ApplyAsync(hub, Library("tiers", "1.0.0", "a"));
        _world.Buckets.Clear();

        var fault = Assert.Single((await ApplyAsync(hub, Library("tiers", "1.0.0", "b"), Policy("p", "plain"))).Error!.Details);
        Assert.Equal(("tiers/index.js", "tiers@1.0.0 was applied with other content, and a version never changes; publish a new version"), (fault.Source, fault.Message));
        Assert.Equal(0, _world.Buckets.WritesTo([.. Buckets.All]));
        Assert.Equal(["library tiers@1.1.0 created"], Lines(await ApplyAsync(hub, Library("tiers", "1.1.0", "b"))));
    }

    [Fact]
    public async Task An_unknown_library_is_refused_with_the_imports_place()
    {
        using var hub = await _world.StartAsync();
        await ApplyAsync(hub, Library("tiers", "1.1.0", "a"));

        var fault = Assert.Single((await ApplyAsync(hub, Policy("p", Import))).Error!.Details);

        Assert.Equal(("teams/p.js:1:8", "the workspace default has no version 1.0.0 of the library tiers; it has 1.1.0"), (fault.Source, fault.Message));
    }

    [Fact]
    public async Task Libraries_of_one_request_see_each_other_and_must_not_go_in_circles()
    {
        using var hub = await _world.StartAsync();
        var circle = await ApplyAsync(hub, Library("tiers", "1.0.0", "import 'base@1.0.0';"), Library("base", "1.0.0", Import));
        Assert.Contains(circle.Error!.Details, fault => fault.Message.Contains("in a circle: tiers@1.0.0 -> base@1.0.0 -> tiers@1.0.0", StringComparison.Ordinal));
        Assert.Empty(hub.Inventory.Libraries);

        Assert.Null((await ApplyAsync(hub, Library("tiers", "1.0.0", "import 'base@1.0.0';"), Library("base", "1.0.0", ""), Policy("p", Import))).Error);
        Assert.Equal(["base@1.0.0/index.js", "p.js", "tiers@1.0.0/index.js"], hub.Inventory.Policies.Single().Bundle.Files.Keys);
    }

    [Theory]
    [InlineData("Tiers", "1.0.0", "index.js", "", "tiers/index.js", "has a name that has 'T'")]
    [InlineData("tiers", "1.0", "index.js", "", "tiers/index.js", "no exact version")]
    [InlineData("tiers", "1.0.0", "main.js", "", "tiers/main.js", "the entry module of a library is called one of index.js, index.ts, index.mjs, index.mts, not main.js; rename it")]
    [InlineData("tiers", "1.0.0", "index.js", "\nimport '../x.js';", "tiers/index.js:2:8", "it lies outside the library's folder")]
    public async Task What_is_no_library_is_refused(string name, string version, string main, string source, string place, string part)
    {
        using var hub = await _world.StartAsync();

        var fault = (await ApplyAsync(hub, Library(name, version, source, main))).Error!.Details[0];

        Assert.Equal(place, fault.Source);
        Assert.Contains(part, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_that_does_not_load_is_refused_with_the_place_in_its_file()
    {
        Assert.True(LibraryReference.TryParse("tiers@1.0.0", out var library));
        _world.Policies[LibraryCheck.ProbeOf(library)] = new FakePolicy { LoadFault = new PolicyFault("Syntax", "Unexpected token '}'", "tiers@1.0.0/x.js:2:5") };
        using var hub = await _world.StartAsync();

        Assert.Equal("tiers/x.js:2:5", Assert.Single((await ApplyAsync(hub, Library("tiers", "1.0.0", ""))).Error!.Details).Source);
    }

    [Theory]
    [InlineData('a', 600_000, "the bundle has 600021 characters with tiers@1.0.0; the limit is 524288")]
    [InlineData('"', 200_000, "bytes as it is stored with tiers@1.0.0; the limit is 983040")]
    public async Task A_policy_with_its_libraries_has_a_limit(char letter, int count, string expected)
    {
        using var hub = await _world.StartAsync();
        await ApplyAsync(hub, Library("tiers", "1.0.0", new string(letter, count / 2)));
        var policy = Policy("p", Import);
        policy.Policies[0].Bundle.Files["more.js"] = new string(letter, count / 2);

        Assert.Contains(expected, Assert.Single((await ApplyAsync(hub, policy)).Error!.Details).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_cannot_be_smuggled_into_the_place_of_a_library()
    {
        using var hub = await _world.StartAsync();
        var policy = Policy("p", Import).Policies[0];
        policy.Bundle.Files["tiers@1.0.0/index.js"] = "other";

        var reply = await ApplyAsync(hub, new ApplyRequest { Policies = [policy] });

        Assert.Contains("the hub adds itself", Assert.Single(reply.Error!.Details).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_in_use_is_not_deleted_and_who_uses_it_is_said()
    {
        using var hub = await _world.StartAsync();
        await ApplyAsync(hub, Library("base", "1.0.0", ""), Library("tiers", "1.0.0", "import 'base@1.0.0';"), Policy("p", Import));

        var refused = (await DeleteAsync(hub, [], "base@1.0.0")).Error!;
        Assert.Equal("conflict", refused.Code);
        Assert.Equal("is used by the policy p, the library tiers@1.0.0; delete or change them first", Assert.Single(refused.Details).Message);
        Assert.Equal(2, hub.Inventory.Libraries.Count);

        Assert.Equal(["policy p deleted", "library base@1.0.0 deleted", "library tiers@1.0.0 deleted"], Lines(await DeleteAsync(hub, ["p"], "base@1.0.0", "tiers@1.0.0")));
        Assert.Empty(hub.Inventory.Libraries);
        Assert.Equal("not-found", (await DeleteAsync(hub, [], "tiers@1.0.0")).Error!.Code);
        Assert.Equal(["library tiers@1.0.0 created"], Lines(await ApplyAsync(hub, Library("tiers", "1.0.0", "another content now"))));
    }

    [Fact]
    public async Task Libraries_outlive_a_restart_and_foreign_writes_are_taken_over()
    {
        using (var hub = await _world.StartAsync())
        {
            await ApplyAsync(hub, Library("tiers", "1.0.0", "a"));
            await hub.JoinAsync("store-1");
        }

        using var again = await _world.StartAsync();
        var kept = again.Inventory.Libraries.Single();
        var bucket = _world.Buckets.Of(Buckets.Libraries);
        var other = kept with { Version = "1.1.0" };
        await bucket.PutAsync("default.tiers.1/1/0", JsonSerializer.SerializeToUtf8Bytes(other, ContractsJson.Default.LibraryRecord), null, default);
        await bucket.DeleteAsync("default.tiers.1/0/0", null, default);
        var reload = again.Service<IHubReload>().ReloadAsync(Buckets.Libraries, false, default);
        await again.StepAsync();
        await reload;

        Assert.Equal("1.1.0", again.Inventory.Libraries.Single().Version);
        Assert.Single(again.Inventory.Edges);
    }

    [Fact]
    public async Task Values_are_checked_and_part_of_the_digest()
    {
        _world.Policies["declares"] = new FakePolicy { Parameters = JsonElement.Parse("""{"threshold":{"type":"integer"},"region":{"type":"string"}}""") };
        _world.Policies["refuses"] = new FakePolicy { LoadFault = new PolicyFault("BadParameter", "threshold: -1 is below the minimum 0", "p.js:2:11") };
        using var hub = await _world.StartAsync();

        var fault = Assert.Single((await ApplyAsync(hub, Policy("p", "declares", ("thershold", "3")))).Error!.Details);
        Assert.Equal(("teams/p.js", "parameters.thershold", "BadParameter: the policy declares no parameter 'thershold'; did you mean 'threshold'?"), (fault.Source, fault.Field, fault.Message));
        fault = Assert.Single((await ApplyAsync(hub, Policy("p", "plain", ("threshold", "3")))).Error!.Details);
        Assert.Contains("it declares none at all", fault.Message, StringComparison.Ordinal);
        fault = Assert.Single((await ApplyAsync(hub, Policy("p", "refuses", ("threshold", "-1")))).Error!.Details);
        Assert.Equal(("teams/p.js", "BadParameter: threshold: -1 is below the minimum 0"), (fault.Source, fault.Message));
        Assert.Empty(hub.Inventory.Policies);

        Assert.Equal(["policy p created"], Lines(await ApplyAsync(hub, Policy("p", "declares", ("threshold", "3")))));
        Assert.Equal(["policy p unchanged"], Lines(await ApplyAsync(hub, Policy("p", "declares", ("threshold", "3")))));
        Assert.Equal(["policy p configured"], Lines(await ApplyAsync(hub, Policy("p", "declares", ("threshold", "4")))));
    }

    [Fact]
    public async Task What_would_change_names_new_libraries_and_writes_nothing()
    {
        using var hub = await _world.StartAsync();
        _world.Buckets.Clear();
        var request = new ApplyRequest { Libraries = Library("tiers", "1.0.0", "a").Libraries, Policies = Policy("p", Import).Policies, DryRun = true };

        Assert.Equal(["library tiers@1.0.0 created", "policy p created"], Lines(await ApplyAsync(hub, request)));
        var asked = hub.Desired.PreviewAsync("default", request, default);
        await hub.StepAsync();
        var items = (await asked).Result!.Value.GetProperty("items");

        Assert.Equal("library tiers@1.0.0 added", string.Join(' ', "resource key change".Split(' ').Select(name => items[0].GetProperty(name).GetString())));
        Assert.Empty(hub.Inventory.Libraries);
        Assert.Equal(0, _world.Buckets.WritesTo([.. Buckets.All]));
    }

    private static ApplyRequest Library(string name, string version, string source, string main = "index.js") => new()
    {
        Libraries = [new ApplyLibrary($"tiers/{main}", name, version, new PolicyBundle { Main = main, Files = new() { [main] = source } })],
    };

    private static ApplyRequest Policy(string name, string source, params (string Name, string Value)[] parameters) => new()
    {
        Policies =
        [
            new ApplyPolicy($"teams/{name}.js", name, new PolicyBundle
            {
                Main = $"{name}.js",
                Files = new() { [$"{name}.js"] = source },
                Parameters = parameters.Length == 0 ? null : new(parameters.ToDictionary(one => one.Name, one => JsonElement.Parse(one.Value))),
            }),
        ],
    };

    private static Task<ApiReply> ApplyAsync(TestHub hub, params ApplyRequest[] parts) => hub.Commands.ApplyAsync(
        "default",
        new ApplyRequest { Libraries = [.. parts.SelectMany(part => part.Libraries ?? [])], Policies = [.. parts.SelectMany(part => part.Policies)], DryRun = parts.Any(part => part.DryRun) },
        default);

    private static Task<ApiReply> DeleteAsync(TestHub hub, string[] policies, params string[] libraries) =>
        hub.Commands.DeleteAsync("default", new DeleteRequest { Policies = policies, Libraries = libraries }, default);

    private static IEnumerable<string> Lines(ApiReply reply)
    {
        Assert.True(reply.Error is null, reply.Error is null ? "" : $"{reply.Error.Message} {string.Join("; ", reply.Error.Details)}");
        return reply.Result!.Value.Deserialize(ContractsJson.Default.ApplyResult)!.Lines.Select(line => $"{line.Resource} {line.Key} {line.Action}");
    }
}
