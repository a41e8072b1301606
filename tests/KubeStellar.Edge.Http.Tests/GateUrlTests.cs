namespace KubeStellar.Edge.Http.Tests;

public sealed class GateUrlTests
{
    [Theory]
    [InlineData("https://prom.example.com", "https://prom.example.com/api/v1/query?query=up", true)]
    [InlineData("https://prom.example.com", "https://PROM.example.com:443/x", true)]
    [InlineData("https://prom.example.com", "http://prom.example.com/x", false)]
    [InlineData("https://prom.example.com", "https://prom.example.com:8443/x", false)]
    [InlineData("https://prom.example.com", "https://prom.example.com.evil.test/x", false)]
    [InlineData("https://prom.example.com", "https://evil.test/https://prom.example.com", false)]
    [InlineData("https://prom.example.com/a", "https://prom.example.com/a", true)]
    [InlineData("https://prom.example.com/a", "https://prom.example.com/a?x=1", true)]
    [InlineData("https://prom.example.com/a", "https://prom.example.com/a/b", true)]
    [InlineData("https://prom.example.com/a", "https://prom.example.com/ab", false)]
    [InlineData("https://prom.example.com/a", "https://prom.example.com/A/b", false)]
    [InlineData("https://prom.example.com/a/", "https://prom.example.com/a", false)]
    [InlineData("http://[::1]:9090", "http://[::1]:9090/api", true)]
    public void It_covers_what_is_at_and_below_it(string prefix, string url, bool covers) => Assert.Equal(covers, GateUrl.Parse(prefix).Covers(new Uri(url)));

    [Theory]
    [InlineData("")]
    [InlineData("prom:9090")]
    [InlineData("ftp://prom/")]
    [InlineData("https://user@prom/")]
    [InlineData("https://prom/?a=1")]
    [InlineData("https://prom/#a")]
    [InlineData("https://prom/a/../b")]
    [InlineData("https://prom/a%2fb")]
    [InlineData("https://prom,token=x")]
    [InlineData("https://prom,token-file=")]
    [InlineData("https://prom,token-file")]
    [InlineData("http://prom,ca-file=x")]
    public void What_is_no_prefix_is_refused_with_a_sentence(string text) => Assert.NotEmpty(Assert.Throws<FormatException>(() => GateUrl.Parse(text)).Message);

    [Fact]
    public void Files_are_named_with_commas()
    {
        var url = GateUrl.Parse("https://prom:9090/a,token-file=/t,header-file=/h,ca-file=/c=1");
        Assert.Equal(("https://prom:9090/a", "/t", "/h", "/c=1"), (url.Prefix.ToString(), url.TokenFile, url.HeaderFile, url.CaFile));
    }
}
