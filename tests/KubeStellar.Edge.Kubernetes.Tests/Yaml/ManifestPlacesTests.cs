using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Kubernetes.Tests.Yaml;

public sealed class ManifestPlacesTests
{
    private const string Text = "a: 1\n---\n# two\nspec:\n  module: x\n  parameters: { one: 1,\n    two: [a] }\n";

    [Theory]
    [InlineData(2, "spec", 4, 1)]
    [InlineData(2, "spec.module", 5, 3)]
    [InlineData(2, "spec.parameters.two", 7, 5)]
    [InlineData(2, "spec.missing", 4, 1)]
    [InlineData(1, "a", 1, 1)]
    public void A_member_is_found_or_what_holds_it(int document, string path, int line, int column) =>
        Assert.Equal((line, column), ManifestPlaces.Find(Text, document, path.Split('.')));

    [Theory]
    [InlineData(1, "spec")]
    [InlineData(3, "spec")]
    public void What_is_not_there_has_no_place(int document, string path) => Assert.Null(ManifestPlaces.Find(Text, document, path));

    [Theory]
    [InlineData("{\"spec\": {\"a\": 1}}", 1, 2)]
    [InlineData("a: [", null, null)]
    [InlineData("\ta: 1", null, null)]
    public void Json_is_yaml_mostly_and_no_text_throws(string text, int? line, int? column)
    {
        var found = ManifestPlaces.Find(text, 1, "spec");
        Assert.Equal((line, column), (found?.Line, found?.Column));
    }
}
