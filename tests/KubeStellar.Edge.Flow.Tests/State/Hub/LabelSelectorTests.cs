using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Tests.State.Hub;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["kind"] = "store", ["size"] = "large", ["example.com/tier"] = "1", ["flag"] = "" };

    [Theory]
    [InlineData("", true)]
    [InlineData("  ", true)]
    [InlineData("kind=store", true)]
    [InlineData("kind==store", true)]
    [InlineData("kind = depot", false)]
    [InlineData("kind!=depot", true)]
    [InlineData("region!=eu", true)]
    [InlineData("kind in (depot, store),size", true)]
    [InlineData("kind notin (depot,store)", false)]
    [InlineData("region notin (eu)", true)]
    [InlineData("!region", true)]
    [InlineData("! kind", false)]
    [InlineData("example.com/tier=1", true)]
    [InlineData("flag=", true)]
    [InlineData("kind=store,size=small", false)]
    [InlineData("in in (a)", false)]
    public void Selects_as_kubernetes_does(string selector, bool matches) => Assert.Equal(matches, LabelSelector.Parse(selector).Matches(Labels));

    [Theory]
    [InlineData("kind=store,")]
    [InlineData(",kind")]
    [InlineData("kind in store")]
    [InlineData("kind in (a")]
    [InlineData("kind like store")]
    [InlineData("kind!store")]
    [InlineData("a b")]
    [InlineData("-x=1")]
    [InlineData("kind=a b")]
    [InlineData("kind=%")]
    public void Refuses_with_a_sentence(string selector) => Assert.Contains("column", Assert.Throws<FormatException>(() => LabelSelector.Parse(selector)).Message, StringComparison.Ordinal);
}
