using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Commands;

public sealed class AdmissionCommandTests : IDisposable
{
    private const string Waiting =
        """[{"edge":"store-1","publicKey":"UNEW","fingerprint":"7K3M-Q9TF-2XWD-H8RB-4CVN","tokenId":"t1","state":"Waiting","replace":true,"labels":{"kind":"store"},"properties":{"gib":4},"why":"its token says so"}]""";

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("edges", "pending")]
    [InlineData("get", "pending")]
    public async Task Who_waits_is_listed_with_the_fingerprint_to_compare(string verb, string what)
    {
        _run.Hub.Listings["pending"] = Waiting;
        Assert.Equal(0, await _run.RunAsync(verb, what, "-o", "wide"));
        Assert.Contains("7K3M-Q9TF-2XWD-H8RB-4CVN   Waiting   t1      yes        kind=store", _run.Out, StringComparison.Ordinal);
        Assert.Contains("gib=4", _run.Out, StringComparison.Ordinal);
        Assert.Contains("its token says so", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Approval_denial_and_release_name_the_edge_and_say_what_was_done()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"items":[{"id":"store-1"}]}""");
        Assert.Equal(0, await _run.RunAsync("edges", "approve", "store-1", "--fingerprint", "7K3M", "--label", "size=l", "-l", "kind=store"));
        Assert.Equal(0, await _run.RunAsync("edges", "deny", "store-1", "--reason", "nobody knows it"));
        Assert.Equal(0, await _run.RunAsync("edges", "release", "store-1", "--reason", "the copy is wiped"));
        Assert.Equal("edge/store-1 approved\nedge/store-1 denied\nedge/store-1 released\n", _run.Out);
        Assert.Equal((true, "7K3M", "l"), (Asked(0).Approve, Asked(0).Fingerprint, Asked(0).SetLabels["size"]));
        Assert.Equal((null, "nobody knows it", null), (Asked(1).Approve, Asked(1).Deny, Asked(1).Fingerprint));
        Assert.Equal("the copy is wiped", Asked(2).Release);
    }

    [Fact]
    public async Task A_key_is_revoked_with_an_edge_or_without()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"items":[{"publicKey":"UOLD","edge":""}],"note":"the server has to be told"}""");
        Assert.Equal(0, await _run.RunAsync("edges", "revoke", "--key", "UOLD", "--reason", "stolen"));
        Assert.Equal(("key/UOLD revoked\n", "warning: the server has to be told\n"), (_run.Out, _run.Error));
        Assert.Equal(("", "UOLD", "stolen"), (Asked(0).Edge, Asked(0).Key, Asked(0).Revoke));
        Assert.Equal(2, await _run.RunAsync("edges", "revoke"));
        Assert.Contains("which edge?", _run.Error, StringComparison.Ordinal);
        Assert.Single(_run.Hub.Asked);
    }

    [Fact]
    public async Task Keys_that_are_void_are_listed()
    {
        _run.Hub.Listings["revoked"] = """[{"publicKey":"UOLD","edge":"store-1","reason":"stolen","at":"2026-03-01T00:00:00Z"}]""";
        Assert.Equal(0, await _run.RunAsync("get", "revoked"));
        Assert.Contains("UOLD   store-1", _run.Out, StringComparison.Ordinal);
        Assert.Contains("stolen", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_say_who_approves_and_what_is_left_and_are_deleted()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""{"id":"t1","token":""}""");
        Assert.Equal(0, await _run.RunAsync("token", "create", "--approve", "--uses", "3"));
        Assert.Equal(0, await _run.RunAsync("token", "create", "--replace", "store-1"));
        Assert.Equal((true, null, 3), (Token(0).Approve, Token(0).Replaces, Token(0).Uses));
        Assert.Equal((null, "store-1", 1), (Token(1).Approve, Token(1).Replaces, Token(1).Uses));
        Assert.Equal(0, await _run.RunAsync("token", "delete", "t1"));
        Assert.Equal("t1", Token(2).Delete);
        Assert.EndsWith("token/t1 deleted\n", _run.Out, StringComparison.Ordinal);
        _run.Hub.Listings["tokens"] = """[{"id":"t1","uses":3,"usedBy":["a"],"left":2,"state":"Valid","approve":true},{"id":"t2","uses":0,"usedBy":[],"state":"Valid","replaces":"store-1"}]""";
        Assert.Equal(0, await _run.RunAsync("get", "tokens", "-o", "wide"));
        Assert.Matches(@"t1 +- +3 +1 +2 ", _run.Out);
        Assert.Matches(@"t2 +- +unlimited +0 +unlimited ", _run.Out);
        Assert.Matches(@"by hand", _run.Out);
    }

    private EdgeEditRequest Asked(int index) => JsonSerializer.Deserialize(_run.Hub.Asked[index].Body, ContractsJson.Default.EdgeEditRequest)!;

    private TokenRequest Token(int index) => JsonSerializer.Deserialize(_run.Hub.Asked[index].Body, ContractsJson.Default.TokenRequest)!;
}
