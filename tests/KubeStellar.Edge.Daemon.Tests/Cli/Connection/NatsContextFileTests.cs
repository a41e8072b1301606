namespace KubeStellar.Edge.Daemon.Tests.Cli.Connection;

public sealed class NatsContextFileTests : IDisposable
{
    private readonly CliRun _run = new();

    public NatsContextFileTests() => _run.Hub.Listings["edges"] = "[]";

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_context_is_kse_unless_something_names_another()
    {
        _run.Write("other/nats/context/lab.json", """{"url":"tls://lab:4222","creds":"lab.creds","description":"x","extra":[1]}""");
        var creds = _run.Write("other/nats/context/lab.creds", "");

        Assert.Equal(0, await _run.RunAsync("get", "edges"));
        Assert.Equal("nats://127.0.0.1:4222", _run.Connected!.Server);
        Assert.Null(_run.Connected.CredentialsFile);

        _run.Environment["XDG_CONFIG_HOME"] = Path.Combine(_run.Folder, "other");
        _run.Environment["NATS_CONTEXT"] = "lab";
        Assert.Equal(0, await _run.RunAsync("get", "edges"));
        Assert.Equal("tls://lab:4222", _run.Connected.Server);
        Assert.Equal(creds, _run.Connected.CredentialsFile);

        Assert.Equal(0, await _run.RunAsync("get", "edges", "--server", "nats://x:1", "--creds", creds));
        Assert.Equal("nats://x:1", _run.Connected.Server);
    }

    [Theory]
    [InlineData("{", "the context is not JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{}", "url is missing")]
    [InlineData("""{"url":5}""", "url must be a string")]
    [InlineData("""{"url":"nats://x","creds":"nowhere.creds"}""", "there is no credentials file")]
    public async Task A_bad_context_is_said_with_its_path(string text, string what)
    {
        var path = _run.Write(".config/nats/context/bad.json", text);

        Assert.Equal(2, await _run.RunAsync("get", "edges", "--context", "bad"));

        Assert.Contains(what, _run.Error, StringComparison.Ordinal);
        Assert.Contains(Path.GetDirectoryName(path)!, _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "there is no context 'missing'")]
    [InlineData("../x", "is not the name of a context")]
    public async Task A_context_that_is_not_there_is_an_error(string name, string what)
    {
        Assert.Equal(2, await _run.RunAsync("get", "edges", "--context", name));

        Assert.Contains(what, _run.Error, StringComparison.Ordinal);
        Assert.Null(_run.Connected);
    }

    [Fact]
    public async Task Two_hubs_at_once_are_an_error() =>
        Assert.Equal(2, await _run.RunAsync("get", "edges", "--context", "kse", "--server", "nats://x"));
}
