using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class KeysTests : IDisposable
{
    private const string Keys = """
        {"done":"","keys":[{"kind":"root","purpose":"signs roots","state":"InUse","fingerprint":"SHA256:abc","publicKey":"UABC","since":"2026-03-01T11:00:00Z","serial":2,"edges":9,"lacking":1},
        {"kind":"seal","purpose":"seals secret values","state":"InUse","fingerprint":"SHA256:def","since":"2026-03-01T11:00:00Z"}]}
        """;

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Status_shows_every_key_and_how_many_edges_lack_it()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok(Keys);
        Assert.Equal(0, await _run.RunAsync("keys", "status"));
        Assert.Equal(KeyActions.Status, Asked(0).Action);
        var rows = _run.Out.Split('\n').Select(line => line.Split("   ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        Assert.Equal(["KEY", "STATE", "FINGERPRINT", "AGE", "EDGES", "LACKING", "USERS", "PURPOSE"], rows[0]);
        Assert.Equal(("root", "SHA256:abc", "9", "1"), (rows[1][0], rows[1][2], rows[1][4], rows[1][5]));
        Assert.Equal(("seal", "-", "-"), (rows[2][0], rows[2][4], rows[2][5]));
        Assert.Equal(0, await _run.RunAsync("keys", "status", "-o", "json"));
        Assert.Contains("\"publicKey\": \"UABC\"", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotating_says_what_was_done_and_now_ends_it_as_well()
    {
        _run.Hub.Answer = (_, body) => FakeHub.Ok($$"""{"done":"{{Read(body).Action}} of {{Read(body).Key}}","keys":[]}""");
        Assert.Equal(0, await _run.RunAsync("keys", "rotate", "root"));
        Assert.Equal(0, await _run.RunAsync("keys", "finish", "account", "--lock-out"));
        Assert.Equal(0, await _run.RunAsync("keys", "rotate", "ca", "--now"));
        Assert.Equal("rotate of root\nfinish of account\nfinish of ca\n", _run.Out);
        Assert.Equal(["rotate root False", "finish account True", "rotate ca False", "finish ca False"], _run.Hub.Asked.Select(one => Read(one.Body)).Select(one => $"{one.Action} {one.Key} {one.LockOut}"));
    }

    [Theory]
    [InlineData("rotate", "operator")]
    [InlineData("rotate", "root", "--now")]
    [InlineData("rotate")]
    public async Task What_cannot_be_meant_is_refused(params string[] words)
    {
        Assert.Equal(2, await _run.RunAsync(["keys", .. words]));
        Assert.Empty(_run.Hub.Asked);
    }

    private KeysRequest Asked(int index) => Read(_run.Hub.Asked[index].Body);

    private static KeysRequest Read(byte[] body) => JsonSerializer.Deserialize(body, ContractsJson.Default.KeysRequest)!;
}
