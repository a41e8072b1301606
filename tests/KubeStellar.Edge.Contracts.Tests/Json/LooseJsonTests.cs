using System.Text.Json;
using CsCheck;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Contracts.Tests.Json;

public sealed class LooseJsonTests
{
    private static readonly JsonElement Pod = JsonElement.Parse(
        """{"metadata":{"name":"a","finalizers":["x",7,null,"y"]},"spec":{"count":3,"wide":3000000000,"half":1.5,"list":[1,2],"none":null}}""");

    [Fact]
    public void A_path_leads_to_what_is_there()
    {
        Assert.Equal("a", Pod.Text("metadata", "name"));
        Assert.Equal(3, Pod.Number("spec", "count"));
        Assert.Equal(2, Pod.Items("spec", "list").Count());
        Assert.Equal(["x", "y"], Pod.Texts("metadata", "finalizers"));
        Assert.Equal(["name", "finalizers"], Pod.Members("metadata").Select(member => member.Name));
        Assert.Equal(JsonValueKind.Null, Pod.Member("spec", "none").ValueKind);
    }

    [Fact]
    public void What_is_of_another_type_reads_as_absent()
    {
        Assert.Equal("", Pod.Text("spec", "count"));
        Assert.Null(Pod.Number("metadata", "name"));
        Assert.Null(Pod.Number("spec", "wide"));
        Assert.Null(Pod.Number("spec", "half"));
        Assert.Empty(Pod.Items("spec", "none"));
        Assert.Empty(Pod.Members("spec", "list"));
        Assert.Equal(JsonValueKind.Undefined, Pod.Member("metadata", "name", "below").ValueKind);
    }

    [Fact]
    public void Nothing_throws_whatever_the_json_is() => Gen.Select(Gens.Json, Gens.Text.Array[0, 3]).Sample((text, path) =>
    {
        var json = JsonElement.Parse(text);
        var found = json.Member(path);
        Assert.Equal(found.ValueKind is JsonValueKind.String ? found.GetString() : "", json.Text(path));
        Assert.Equal(found.ValueKind is JsonValueKind.Array ? found.GetArrayLength() : 0, json.Items(path).Count());
        Assert.Equal(found.ValueKind is JsonValueKind.Object ? found.GetPropertyCount() : 0, json.Members(path).Count());
        Assert.True(json.Number(path) is null || found.ValueKind is JsonValueKind.Number);
        Assert.True(json.Texts(path).Count() <= json.Items(path).Count());
        Assert.Equal("", default(JsonElement).Text(path));
    });
}
