using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Tests.Keys;

public sealed class LibraryKeyTests
{
    [Theory]
    [InlineData("retail-tiers@1.2.0", "default.retail-tiers.1/2/0")]
    [InlineData("a@2.0.0-rc.1+b.7", "default.a.2/0/0-rc/1=2Bb/7")]
    public void A_key_is_read_back(string reference, string expected)
    {
        Assert.True(LibraryReference.TryParse(reference, out var library));
        var key = new LibraryKey("default", library);

        Assert.Equal(expected, key.ToString());
        Assert.True(LibraryKey.TryParse(expected, out var back));
        Assert.Equal(key, back);
        Assert.Equal(reference, back.Library.ToString());
    }

    [Theory]
    [InlineData("default.a")]
    [InlineData("default.a.1=2E2=2E0")]
    [InlineData("default.A.1/2/0")]
    [InlineData("default.a.1/2")]
    [InlineData(null)]
    public void Another_text_is_no_key(string? text) => Assert.False(LibraryKey.TryParse(text, out _));

    [Theory]
    [InlineData("tiers", "has no version; write name@version")]
    [InlineData("Tiers@1.0.0", "has a name that has 'T'")]
    [InlineData("@scope/x@1.0.0", "has a name that is empty")]
    [InlineData("tiers@^1.0.0", "no exact version")]
    [InlineData("tiers@1.0", "no exact version")]
    [InlineData("tiers@01.0.0", "no exact version")]
    [InlineData("tiers@1.0.0-01", "no exact version")]
    [InlineData("tiers@latest", "no exact version")]
    [InlineData("tiers@1.0.0\n", "no exact version")]
    [InlineData("kubestellar@1.0.0", "the platform's own")]
    public void What_names_no_library_is_explained(string text, string part) => Assert.Contains(part, LibraryReference.Explain(text), StringComparison.Ordinal);

    [Fact]
    public void Versions_are_ordered_by_precedence()
    {
        // https://semver.org/#spec-item-11
        string[] ordered = ["0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.9.0", "1.10.0", "2.0.0"];
        Assert.Equal(ordered, ordered.Reverse().Order(Comparer<string>.Create(SemanticVersion.Compare)));
    }
}
