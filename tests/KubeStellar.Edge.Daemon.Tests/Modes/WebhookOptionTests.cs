using System.CommandLine;
using KubeStellar.Edge.Daemon.Modes;
using KubeStellar.Edge.Http;

namespace KubeStellar.Edge.Daemon.Tests.Modes;

public sealed class WebhookOptionTests
{
    [Fact]
    public void Nobody_is_told_by_default() => Assert.Empty(Read());

    [Fact]
    public void Each_is_read_with_its_kinds() =>
        Assert.Equal(["pager: policy+edge", "chat: "], Read("--webhook", "https://a/x,name=pager,kinds=policy+edge", "--webhook", "http://127.0.0.1:9/y,name=chat").Select(url => $"{url.Name}: {string.Join('+', url.Kinds)}"));

    [Theory]
    [InlineData("no URL of a webhook", "pager:9090")]
    [InlineData("not understood", "https://a/x,kind=policy")]
    [InlineData("there is no file", "https://a/x,secret-file=/nowhere/at/all")]
    [InlineData("given twice", "https://a/x", "https://a/x,kinds=policy")]
    public void What_is_wrong_is_told(string part, params string[] given) =>
        Assert.Contains(part, Assert.Throws<DaemonFailure>(() => Read([.. given.SelectMany(one => new[] { "--webhook", one })])).Message, StringComparison.Ordinal);

    private static IReadOnlyList<WebhookUrl> Read(params string[] args)
    {
        var option = WebhookOption.Create();
        return WebhookOption.Read(new RootCommand { option }.Parse(args), option);
    }
}
