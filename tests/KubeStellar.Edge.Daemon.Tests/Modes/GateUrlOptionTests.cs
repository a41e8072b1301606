using System.CommandLine;
using KubeStellar.Edge.Daemon.Modes;
using KubeStellar.Edge.Http;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class GateUrlOptionTests
{
    [Fact]
    public void Nothing_is_allowed_by_default() => Assert.Empty(Read());

    [Fact]
    public void Each_is_read_with_its_files()
    {
        using var folder = new TestFolder();
        File.WriteAllText(folder["token"], "t");
        var urls = Read("--allow-url", $"https://prom.example.com/api,token-file={folder["token"]}", "--allow-url", "http://127.0.0.1:9090");
        Assert.Equal(["https://prom.example.com/api", "http://127.0.0.1:9090/"], urls.Select(url => url.Prefix.ToString()));
        Assert.Equal([folder["token"], null], urls.Select(url => url.TokenFile));
    }

    [Theory]
    [InlineData("no URL prefix", "prom:9090")]
    [InlineData("no URL prefix", "https://prom/a/../b")]
    [InlineData("not understood", "https://prom,token=abc")]
    [InlineData("there is no file", "https://prom,token-file=/nowhere/at/all")]
    [InlineData("given twice", "https://prom", "https://PROM:443/")]
    public void What_is_wrong_is_told(string part, params string[] given) =>
        Assert.Contains(part, Assert.Throws<DaemonFailure>(() => Read([.. given.SelectMany(one => new[] { "--allow-url", one })])).Message, StringComparison.Ordinal);

    private static IReadOnlyList<GateUrl> Read(params string[] args)
    {
        var option = GateUrlOption.Create();
        return GateUrlOption.Read(new RootCommand { option }.Parse(args), option);
    }
}
