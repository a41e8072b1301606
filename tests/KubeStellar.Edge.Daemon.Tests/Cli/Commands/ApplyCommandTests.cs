using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class ApplyCommandTests : IDisposable
{
    private const string Deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n";
    private readonly CliRun _run = new();

    public ApplyCommandTests() =>
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"lines":[{"resource":"workload","key":"apps.Deployment.default.web","action":"created","generation":1}]}""");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_manifest_is_sent_and_its_line_printed()
    {
        var file = _run.Write("web.yaml", Deployment);

        Assert.Equal(0, await _run.RunAsync("apply", "-f", file, "--workspace", "shop"));

        Assert.Equal("deployment.apps/default/web created\n", _run.Out);
        Assert.Equal("", _run.Error);
        Assert.Equal("shop", _run.Hub.Asked.Single().Workspace);
        var request = Request(0);
        Assert.Equal("default", request.Objects.Single().Object!.Value.GetProperty("metadata").GetProperty("namespace").GetString());
        Assert.Equal($"{file}: document 1", request.Objects.Single().Source);
        Assert.False(request.DryRun);
    }

    [Fact]
    public async Task Standard_input_is_read_and_the_namespace_filled()
    {
        _run.Input = Deployment;

        Assert.Equal(0, await _run.RunAsync("apply", "-f", "-", "-n", "shop", "--dry-run=server"));

        Assert.Equal("deployment.apps/default/web created (server dry run)\n", _run.Out);
        var request = Request(0);
        Assert.True(request.DryRun);
        Assert.Equal("shop", request.Objects.Single().Object!.Value.GetProperty("metadata").GetProperty("namespace").GetString());
    }

    [Fact]
    public async Task Digits_are_kept_when_a_namespace_is_filled_in()
    {
        _run.Input = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"big"},"n":9007199254740993,"f":1.10}""";

        Assert.Equal(0, await _run.RunAsync("apply", "-f", "-"));

        var raw = Request(0).Objects.Single().Object!.Value;
        Assert.Equal("9007199254740993", raw.GetProperty("n").GetRawText());
        Assert.Equal("1.10", raw.GetProperty("f").GetRawText());
    }

    [Fact]
    public async Task A_policy_is_sent_with_its_imports()
    {
        _run.Write("web/web.js", "import { policy } from 'kubestellar';\nimport { size } from './lib/size.js';\nexport default policy({});");
        _run.Write("web/lib/size.js", "export const size = 1;");

        Assert.Equal(0, await _run.RunAsync("apply", "-f", Path.Combine(_run.Folder, "web")));

        var policy = Request(0).Policies.Single();
        Assert.Equal("web", policy.Name);
        Assert.Equal("web.js", policy.Bundle.Main);
        Assert.Equal(["lib/size.js", "web.js"], policy.Bundle.Files.Keys);
    }

    [Theory]
    [InlineData(50, 3)]
    [InlineData(1, 2)]
    public async Task An_object_beyond_one_message_goes_ahead_in_chunks_that_name_themselves(int letters, int least)
    {
        var random = new Random(7);
        var noise = string.Concat(Enumerable.Range(0, 1_500_000).Select(_ => (char)('#' + random.Next(0, letters)))).Replace("\\", "/", StringComparison.Ordinal);
        _run.Input = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"big","namespace":"shop"},"data":{"noise":"{{{noise}}}"}}""";

        Assert.Equal(0, await _run.RunAsync("apply", "-f", "-"));

        var blobs = _run.Hub.Asked.Where(asked => asked.Verb == ApiVerbs.Blob).Select(asked => asked.Body).ToList();
        Assert.True(blobs.Count >= least);
        Assert.All(blobs, blob => Assert.InRange(blob.Length, 1, ContentEncoding.DefaultMaxStored));
        var sent = JsonSerializer.Deserialize(_run.Hub.Asked[^1].Body, ContractsJson.Default.ApplyRequest)!.Objects.Single();
        Assert.Null(sent.Object);
        Assert.True(ContentEncoding.TryReadChunks(blobs[^1], out var list));
        Assert.Equal(sent.Content, list.Digest);
        var parts = blobs.ToDictionary(blob => Digest.Of(blob));
        var content = ContentEncoding.Decode(sent.Content!.Value, blobs[^1], digest => parts[digest]);
        Assert.Contains("\"name\":\"big\"", Encoding.UTF8.GetString(content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_objects_fit_one_request_because_the_largest_go_ahead()
    {
        _run.Input = string.Join("---\n", Enumerable.Range(0, 20).Select(i =>
            $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c{i}\ndata:\n  text: \"{new string('x', 60_000 + i)}\"\n"));

        Assert.Equal(0, await _run.RunAsync("apply", "-f", "-"));

        var request = _run.Hub.Asked[^1];
        Assert.Equal(ApiVerbs.Apply, request.Verb);
        Assert.InRange(request.Body.Length, 1, 1024 * 1024 - 64 * 1024);
        var objects = JsonSerializer.Deserialize(request.Body, ContractsJson.Default.ApplyRequest)!.Objects;
        Assert.Equal(20, objects.Count);
        Assert.True(objects.Count(obj => obj.Content is not null) is > 5 and < 20);
    }

    [Fact]
    public async Task What_the_hub_refuses_is_said_with_every_fault()
    {
        _run.Input = Deployment;
        _run.Hub.Answer = (_, _) => FakeHub.Refuse("invalid", "1 object is invalid", new ApiFault("stdin: document 1", "spec.replicas", "must be a number"));

        Assert.Equal(2, await _run.RunAsync("apply", "-f", "-"));

        Assert.Equal("error: 1 object is invalid\n  stdin: document 1: spec.replicas: must be a number\n", _run.Error);
        Assert.Equal("", _run.Out);
    }

    [Fact]
    public async Task Missing_rights_end_with_four()
    {
        _run.Input = Deployment;
        _run.Hub.Answer = (_, _) => FakeHub.Refuse("denied", "you may not write in workspace default");

        Assert.Equal(4, await _run.RunAsync("apply", "-f", "-"));
    }

    private ApplyRequest Request(int index) => JsonSerializer.Deserialize(_run.Hub.Asked[index].Body, ContractsJson.Default.ApplyRequest)!;
}
