using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Input;

/// <summary><c>PolicyInstance</c> and <c>PolicyLibrary</c> documents, and values of parameters.</summary>
public sealed class PolicyDocumentsTests : IDisposable
{
    private const string Head = "apiVersion: edge.kubestellar.io/v1alpha1\nkind: PolicyInstance\nmetadata:\n  name: team-a\n";
    private readonly CliRun _run = new();

    public PolicyDocumentsTests() => _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"lines":[]}""");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task One_module_serves_many_teams()
    {
        _run.Write("s/shop.js", "import './a.js';");
        _run.Write("s/a.js", "");
        _run.Write("s/own.js", "");
        _run.Write("s/teams.yaml", $"{Head}spec:\n  module: ./shop.js\n  parameters:\n    threshold: 3\n    price: 1.10\n    tiers: [a, b]\n---\n{Head.Replace("team-a", "team-b", StringComparison.Ordinal)}spec:\n  module: shop.js\n");

        var policies = (await SentAsync("apply", "-f", Path.Combine(_run.Folder, "s"))).Policies;

        Assert.Equal(["own", "team-a", "team-b"], policies.Select(policy => policy.Name));
        Assert.Equal(["a.js", "shop.js"], policies[1].Bundle.Files.Keys);
        Assert.Equal("shop.js", policies[2].Bundle.Main);
        Assert.Equal(["1.10", "3", "[\"a\",\"b\"]"], policies[1].Bundle.Parameters!.Values.Select(value => value.GetRawText()));
        Assert.Null(policies[2].Bundle.Parameters);
        Assert.EndsWith("teams.yaml: document 2", policies[2].Source, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_of_the_workspace_can_be_a_policy()
    {
        var file = _run.Write("a.yaml", $"{Head}spec:\n  library: retail@1.2.0\n  parameters: {{ region: eu }}\n");

        var policy = (await SentAsync("apply", "-f", file)).Policies.Single();

        Assert.Equal(("team-a", "retail@1.2.0", 0), (policy.Name, policy.Bundle.Main, policy.Bundle.Files.Count));
        Assert.Equal("eu", policy.Bundle.Parameters!["region"].GetString());
    }

    [Fact]
    public async Task A_library_is_made_of_a_document_or_of_an_option()
    {
        _run.Write("lib/index.ts", "import './tiers.js';");
        _run.Write("lib/tiers.ts", "");
        _run.Write("lib/library.yaml", "apiVersion: edge.kubestellar.io/v1alpha1\nkind: PolicyLibrary\nmetadata: { name: tiers }\nspec: { version: 1.2.0, module: ./index.ts }\n");

        var read = await SentAsync("apply", "-f", Path.Combine(_run.Folder, "lib"));
        Assert.Empty(read.Policies);
        foreach (var path in new[] { "lib", "lib/index.ts" })
        {
            if (path == "lib")
            {
                File.Delete(Path.Combine(_run.Folder, "lib", "library.yaml"));
            }

            var library = (await SentAsync("apply", "--library", "tiers@1.2.0", "-f", Path.Combine(_run.Folder, path))).Libraries!.Single();
            Assert.Equal(("tiers", "1.2.0", "index.ts"), (library.Name, library.Version, library.Bundle.Main));
            Assert.Equal(["index.ts", "tiers.ts"], library.Bundle.Files.Keys);
        }

        Assert.Equal("tiers@1.2.0", $"{read.Libraries!.Single().Name}@{read.Libraries!.Single().Version}");
    }

    [Theory]
    [InlineData("spec:\n  module: ./shop.js\n  paramters: {}\n", ":7:3: spec.paramters: is not known; did you mean 'parameters'?")]
    [InlineData("spec:\n  module: ./shop.js\n  library: retail@1.2.0\n", ":5:1: spec: names one module")]
    [InlineData("spec: {}\n", ":5:1: spec: names one module")]
    [InlineData("spec:\n  library: retail\n", ":6:3: spec.library: 'retail' has no version")]
    [InlineData("spec:\n  module: ./nowhere.js\n", ":6:3: spec.module: there is no file ")]
    [InlineData("spec:\n  module: ./notes.txt\n", ":6:3: spec.module: './notes.txt' is no .js")]
    [InlineData("spec:\n  module: ./shop.js\n  parameters: [1]\n", ":7:3: spec.parameters: must be a map")]
    [InlineData("  namespace: shop\nspec:\n  module: ./shop.js\n", ":5:3: metadata.namespace: is not known: it belongs to a workspace")]
    [InlineData("", ": spec: is missing")]
    public async Task A_wrong_instance_is_refused_with_its_place(string rest, string expected)
    {
        _run.Write("shop.js", "");
        _run.Write("notes.txt", "");
        var file = _run.Write("a.yaml", Head + rest);

        Assert.Equal(2, await _run.RunAsync("apply", "-f", file));

        Assert.Contains(file + (rest.Length == 0 ? ":1" : "") + expected, _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Hub.Asked);
    }

    [Theory]
    [InlineData("v1", "PolicyInstance", ":1:1: apiVersion: is not known; there is edge.kubestellar.io/v1alpha1")]
    [InlineData("v1alpha1", "PolicyInstnace", ":2:1: kind: 'PolicyInstnace' is not known; did you mean 'PolicyInstance'?")]
    public async Task Another_version_or_kind_is_refused(string version, string kind, string expected)
    {
        var file = _run.Write("a.yaml", $"apiVersion: edge.kubestellar.io/{version}\nkind: {kind}\nmetadata: {{ name: a }}\nspec: {{ library: retail@1.2.0 }}\n");

        Assert.Equal(2, await _run.RunAsync("apply", "-f", file));

        Assert.Contains(file + expected, _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("1.10")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("eu")]
    [InlineData("\"3\"")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("a=b,c")]
    public async Task What_a_text_means_is_for_the_schema_to_say(string given)
    {
        var file = _run.Write("shop.js", "");

        var policy = (await SentAsync("apply", "-f", file, "--set", "p=" + given)).Policies.Single();

        Assert.Equal(given, policy.Bundle.Parameters!["p"].GetString());
    }

    [Fact]
    public async Task Values_come_from_a_file_and_options_win()
    {
        var file = _run.Write("shop.js", "");
        var values = _run.Write("values.yaml", "threshold: 2\nregion: eu\n");

        var policy = (await SentAsync("apply", "-f", file, "--values", values, "--set", "threshold=3", "--set-json", "tiers=[1,2]", "--dry-run=server")).Policies.Single();

        Assert.Equal("region=eu threshold=3 tiers=[1,2]", string.Join(' ', policy.Bundle.Parameters!.Select(one => $"{one.Key}={one.Value}")));
    }

    [Fact]
    public async Task Values_for_one_of_several_need_its_name()
    {
        _run.Write("s/a.js", "");
        _run.Write("s/b.js", "");
        var folder = Path.Combine(_run.Folder, "s");

        Assert.Equal(2, await _run.RunAsync("apply", "-f", folder, "--set", "p=1"));
        Assert.Contains("values are for one policy, but 2 were given: a, b", _run.Error, StringComparison.Ordinal);

        var policies = (await SentAsync("apply", "-f", folder, "--set", "p=1", "--name", "b")).Policies;
        Assert.Null(policies[0].Bundle.Parameters);
        Assert.Equal("1", policies[1].Bundle.Parameters!["p"].GetString());

        Assert.Equal(2, await _run.RunAsync("apply", "-f", folder, "--set", "p=1", "--name", "c"));
        Assert.Contains("there is no policy 'c'", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--set takes NAME=VALUE", "--set", "p")]
    [InlineData("the parameter 'p' is given twice", "--set", "p=1", "--set", "p=2")]
    [InlineData("the value is no JSON", "--set-json", "p=[1")]
    [InlineData("--library: 'tiers' has no version", "--library", "tiers")]
    [InlineData("--library makes a library, which has no other name and no values", "--library", "tiers@1.0.0", "--set", "p=1")]
    public async Task Wrong_options_are_refused(string expected, params string[] options)
    {
        var file = _run.Write("index.js", "");

        Assert.Equal(2, await _run.RunAsync(["apply", "-f", file, .. options]));

        Assert.Contains(expected, _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Hub.Asked);
    }

    [Fact]
    public async Task What_documents_make_can_be_deleted_with_them()
    {
        _run.Write("s/index.js", "");
        _run.Write("s/all.yaml", $"{Head}spec:\n  library: tiers@1.0.0\n---\napiVersion: edge.kubestellar.io/v1alpha1\nkind: PolicyLibrary\nmetadata: {{ name: tiers }}\nspec: {{ version: 1.0.0, module: index.js }}\n");

        await _run.RunAsync("delete", "-f", Path.Combine(_run.Folder, "s"));
        var request = JsonSerializer.Deserialize(_run.Hub.Asked.Single(asked => asked.Verb == ApiVerbs.Delete).Body, ContractsJson.Default.DeleteRequest)!;
        Assert.Equal(("team-a", "tiers@1.0.0"), (request.Policies.Single(), request.Libraries!.Single()));
    }

    private async Task<ApplyRequest> SentAsync(params string[] args)
    {
        var exit = await _run.RunAsync(args);
        Assert.True(exit == 0, _run.Error);
        return JsonSerializer.Deserialize(_run.Hub.Asked[^1].Body, ContractsJson.Default.ApplyRequest)!;
    }
}
