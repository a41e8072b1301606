namespace KubeStellar.Edge.Daemon.Tests.Cli.Input;

/// <summary>Every kind of bad input: refused whole, with where and what, exit code 2, and nothing sent.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("a.yaml", "a: [1, 2\nb: 3\n", "a.yaml:", "document 1")]
    [InlineData("a.json", "{\"apiVersion\": \"v1\",}", "a.json:1:", "document 1")]
    [InlineData("a.yaml", "apiVersion: v1\nmetadata:\n  name: x\n", "document 1", "kind: is missing")]
    [InlineData("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n", "document 1", "metadata.name: is missing")]
    [InlineData("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: Bad_Name\n", "metadata.name", "a-z")]
    [InlineData("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  labels:\n    app: a b\n", "metadata.labels.app", "U+0020")]
    [InlineData("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  name: y\n", "document 1", "name")]
    [InlineData("a.json", "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"x\"}}", "document 1", "kind")]
    [InlineData("a.yaml", "just text\n", "document 1", "an object is expected")]
    [InlineData("a.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  p: no base64!\n", "data.p", "base64")]
    [InlineData("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: b\n  namespace: c\n", "document 2", "cluster-scoped")]
    public async Task A_bad_manifest_is_refused_whole(string name, string text, string where, string what)
    {
        var file = _run.Write(name, text);
        var good = _run.Write("good.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n");

        Assert.Equal(2, await _run.RunAsync("apply", "-f", good, "-f", file));

        Assert.StartsWith("error: a fault was found; nothing was sent\n  " + file, _run.Error, StringComparison.Ordinal);
        Assert.Contains(where, _run.Error, StringComparison.Ordinal);
        Assert.Contains(what, _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Hub.Asked);
    }

    [Fact]
    public async Task An_object_of_ten_mebibytes_is_refused_with_the_limit()
    {
        _run.Input = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"big"},"data":{"x":"{{{new string('x', 10 << 20)}}}"}}""";

        Assert.Equal(2, await _run.RunAsync("apply", "-f", "-"));

        Assert.Contains("4194304", _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Hub.Asked);
    }

    [Fact]
    public async Task All_faults_are_said_at_once()
    {
        var first = _run.Write("a.yaml", "kind: [\n");
        var second = _run.Write("b.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n");

        Assert.Equal(2, await _run.RunAsync("apply", "-f", first, "-f", second));

        Assert.StartsWith("error: 2 faults were found; nothing was sent\n", _run.Error, StringComparison.Ordinal);
        Assert.Contains(first, _run.Error, StringComparison.Ordinal);
        Assert.Contains(second, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_object_twice_is_a_fault()
    {
        const string text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n";
        var first = _run.Write("a.yaml", text);
        var second = _run.Write("b.yaml", text + "  namespace: default\n");

        Assert.Equal(2, await _run.RunAsync("apply", "-f", first, "-f", second));

        Assert.Contains($"{second}: document 1: ConfigMap default/x was already given in {first}: document 1", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.yaml", "no such file or folder")]
    [InlineData("empty.yaml", "holds no object")]
    public async Task Nothing_to_apply_is_an_error(string name, string what)
    {
        _run.Write("empty.yaml", "# nothing here\n");

        Assert.Equal(2, await _run.RunAsync("apply", "-f", Path.Combine(_run.Folder, name)));

        Assert.Contains(what, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_whose_file_cannot_name_it_asks_for_a_name()
    {
        var file = _run.Write("My_Policy.js", "export default 1;");

        Assert.Equal(2, await _run.RunAsync("apply", "-f", file));
        Assert.Contains("--name", _run.Error, StringComparison.Ordinal);

        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"lines":[{"resource":"policy","key":"mine","action":"created","generation":1}]}""");
        Assert.Equal(0, await _run.RunAsync("apply", "-f", file, "--name", "mine"));
        Assert.Equal("policy/mine created\n", _run.Out);
    }
}
