using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.State.Policies;

public sealed class CombineLawTests
{
    [Theory]
    [InlineData("0.6000000000000001", "0.6", "0.1 0.2 0.3", true)]
    [InlineData("5.551115123125783e-17", "0", "0.1 0.2 -0.3", true)] // nothing is left of what was large
    [InlineData("0.6001", "0.6", "0.1 0.2 0.3", false)]
    [InlineData("1000000000001", "1000000000002", "1 2 1000000000000", false)] // whole numbers are exact
    [InlineData("1e300", "2e300", "1", false)]
    [InlineData("3", "3.0", "1 2", true)]
    [InlineData("\"a\"", "\"b\"", "1", false)]
    [InlineData("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", "1", true)]
    [InlineData("{\"a\":1}", "{\"a\":1,\"b\":2}", "1", false)]
    [InlineData("[1,2]", "[2,1]", "1", false)]
    [InlineData("null", "0", "1", false)]
    public void What_sums_differ_by_is_no_difference(string one, string other, string parts, bool same) =>
        Assert.Equal(same, CombineLaw.Same(JsonElement.Parse(one), JsonElement.Parse(other), [.. parts.Split(' ').Select(part => JsonElement.Parse(part))]));

    [Fact]
    public void A_large_number_excuses_only_what_stands_at_its_place()
    {
        JsonElement[] parts = [JsonElement.Parse("""{"at":1700000000000.5,"n":0.5,"l":[1e12]}"""), JsonElement.Parse("""{"at":1.5,"n":0.25,"l":[0.5]}""")];
        Assert.False(CombineLaw.Same(JsonElement.Parse("""{"at":1,"n":0.75,"l":[]}"""), JsonElement.Parse("""{"at":1,"n":0.76,"l":[]}"""), parts));
        Assert.True(CombineLaw.Same(JsonElement.Parse("""{"at":1.5,"n":0.75,"l":[1.25]}"""), JsonElement.Parse("""{"at":1.75,"n":0.75,"l":[1.5]}"""), parts));
    }

    [Fact]
    public void It_is_told_with_what_shows_it()
    {
        var told = CombineLaw.Describe(CombineLaw.Commutative, [("ulm", JsonElement.Parse("[1]")), ("bern", JsonElement.Parse("\"" + new string('x', 500) + "\""))], JsonElement.Parse("1"), JsonElement.Parse("2"));
        Assert.StartsWith("Unlawful: combine(a, b) is not combine(b, a). a of ulm = [1], b of bern = \"xxx", told, StringComparison.Ordinal);
        Assert.EndsWith("…; one gives 1, the other 2", told, StringComparison.Ordinal);
        Assert.InRange(told.Length, 200, 350);
    }
}
