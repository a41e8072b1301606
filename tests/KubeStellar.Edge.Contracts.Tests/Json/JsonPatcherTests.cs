using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Tests.Manifests;

namespace KubeStellar.Edge.Contracts.Tests.Json;

public sealed class JsonPatcherTests
{
    private const string Owner = """{"apiVersion":"v1","kind":"Thing","metadata":{"name":"a","namespace":"n"},"spec":{"big":9007199254740993,"list":[{"n":1.10},{"n":2.20}],"text":"x"}}""";

    private static JsonElement El(string json) => JsonElement.Parse(json);

    private static JsonOperation Set(string path, string json) => JsonOperation.Set([.. path.Split('/')], El(json));

    private static JsonOperation Remove(string path) => JsonOperation.Remove([.. path.Split('/')]);

    private static string Apply(params JsonOperation[] operations) => Encoding.UTF8.GetString(JsonPatcher.Apply(Gens.Utf8(Owner), operations));

    private static string Spec(params JsonOperation[] operations) => El(Apply(operations)).GetProperty("spec").GetRawText();

    [Fact]
    public void What_is_not_touched_keeps_its_digits() =>
        Assert.Equal("""{"big":9007199254740993,"list":[{"n":1.10},{"n":2.20}],"text":"y"}""", Spec(Set("spec/text", "\"y\"")));

    [Fact]
    public void Objects_on_the_way_are_made() => Assert.Equal(
        """{"a":{"b":{"c":null}},"big":9007199254740993,"list":[{"n":1.10},{"n":2.20}],"text":"x"}""", Spec(Set("spec/a/b/c", "null")));

    [Fact]
    public void Arrays_are_edited_by_index() => Assert.Equal(
        """{"big":9007199254740993,"list":[{"n":1.10},7,8],"text":"x"}""", Spec(Set("spec/list/1", "7"), Set("spec/list/2", "8")));

    [Fact]
    public void Removing_works_on_members_and_elements() => Assert.Equal(
        """{"big":9007199254740993,"list":[{"n":2.20}]}""", Spec(Remove("spec/list/0"), Remove("spec/text"), Remove("spec/nothing"), Remove("spec/nothing/below")));

    [Fact]
    public void A_copy_stands_for_the_owners_tokens() => Assert.Equal(
        """{"big":9007199254740993,"list":[{"n":2.20},{"n":1.10,"x":[{"v":9007199254740993}]}],"text":"x"}""",
        Spec(
            Set("spec/list", """[{"$kse:copy":["spec","list","1"]},{"$kse:copy":["spec","list","0"]}]"""),
            Set("spec/list/1/x", """[{"v":{"\u0024kse:copy":["spec","big"]}}]""")));

    [Theory]
    [InlineData("spec/text/below", "spec.text")]
    [InlineData("spec/list/x", "spec.list.x")]
    [InlineData("spec/list/01", "spec.list.01")]
    [InlineData("spec/list/-1", "spec.list.-1")]
    [InlineData("spec/list/3", "spec.list.3")]
    [InlineData("spec/list/2/n", "spec.list.2")]
    [InlineData("spec/big/a/b", "spec.big")]
    public void A_wrong_path_is_named(string path, string named) =>
        Assert.Equal(named, Assert.Throws<JsonRefusedException>(() => Apply(Set(path, "1"))).Path);

    [Theory]
    [InlineData("""{"$kse:copy":["spec","missing"]}""")]
    [InlineData("""{"$kse:copy":["spec","list","2"]}""")]
    [InlineData("""{"$kse:copy":"spec"}""")]
    [InlineData("""{"$kse:copy":[1]}""")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":"\ud800"}""")]
    public void A_wrong_value_is_refused(string value) => Assert.Throws<JsonRefusedException>(() => Apply(Set("spec/x", value)));

    [Fact]
    public void A_member_twice_below_a_later_operation_is_refused() =>
        Assert.Throws<JsonRefusedException>(() => Apply(Set("spec/x", """{"a":1,"a":2}"""), Set("spec/x/a", "3")));

    [Fact]
    public void Copies_cannot_grow_beyond_the_limit()
    {
        var many = "[" + string.Join(',', Enumerable.Repeat("""{"$kse:copy":["spec"]}""", 1000)) + "]";
        var refused = Assert.Throws<JsonRefusedException>(() => JsonPatcher.Apply(Gens.Utf8(Owner), [Set("spec/x", many)], 10_000));
        Assert.Contains("10000", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apiVersion")]
    [InlineData("kind")]
    [InlineData("metadata/name")]
    [InlineData("metadata/namespace")]
    public void Identity_is_guarded(string path)
    {
        var changed = JsonPatcher.Apply(Gens.Utf8(Owner), [Set(path, "\"other\"")]);
        Assert.Equal(path.Replace('/', '.'), Assert.Throws<JsonRefusedException>(() => IdentityGuard.Check(Gens.Utf8(Owner), changed)).Path);
        var removed = JsonPatcher.Apply(Gens.Utf8(Owner), [Remove(path)]);
        Assert.Throws<JsonRefusedException>(() => IdentityGuard.Check(Gens.Utf8(Owner), removed));
        IdentityGuard.Check(Gens.Utf8(Owner), JsonPatcher.Apply(Gens.Utf8(Owner), [Set("spec", "1")]));
    }

    [Fact]
    public void No_operations_is_the_canonical_form() => Gens.ObjectJson.Sample(text =>
        Assert.Equal(CanonicalJson.Canonicalize(Gens.Utf8(text)), JsonPatcher.Apply(Gens.Utf8(text), [])));

    [Fact]
    public void A_copy_of_everything_is_the_owners_object() => Gens.ObjectJson.Sample(text =>
    {
        var root = JsonOperation.Set([], El("""{"$kse:copy":[]}"""));
        Assert.Equal(CanonicalJson.Canonicalize(Gens.Utf8(text)), JsonPatcher.Apply(Gens.Utf8(text), [root]));
    });

    [Fact]
    public void Setting_twice_is_setting_last_and_removing_undoes() => Gen.Select(Gens.ObjectJson, Gens.Text, Gens.Json, Gens.Json).Sample((text, name, first, second) =>
    {
        var original = Gens.Utf8(text);
        var one = JsonOperation.Set([name], El(first));
        var two = JsonOperation.Set([name], El(second));
        var last = JsonPatcher.Apply(original, [two]);
        Assert.Equal(last, JsonPatcher.Apply(original, [one, two]));
        Assert.Equal(last, JsonPatcher.Apply(last, [two]));
        Assert.Equal(JsonPatcher.Apply(original, [JsonOperation.Remove([name])]), JsonPatcher.Apply(original, [one, JsonOperation.Remove([name])]));
    });

    [Fact]
    public void A_merge_patch_does_what_the_RFC_says() => Gen.Select(Gens.ObjectJson, Gens.Json).Sample((text, patch) =>
    {
        var operations = MergePatch.ToOperations(El(text), El(patch));
        var actual = JsonPatcher.Apply(Gens.Utf8(text), operations);
        var expected = Rfc7396(JsonNode.Parse(text), JsonNode.Parse(patch));
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(actual)), $"{text} + {patch} = {Encoding.UTF8.GetString(actual)}");
        Assert.Equal(actual, JsonPatcher.Apply(actual, MergePatch.ToOperations(JsonElement.Parse(actual), El(patch))));
    });

    [Fact]
    public void A_merge_patch_that_changes_nothing_gives_no_operation() => Assert.All(ManifestData.All, manifest =>
    {
        var element = JsonElement.Parse(CanonicalJson.Canonicalize(manifest.Utf8));
        Assert.DoesNotContain(MergePatch.ToOperations(element, element), o => o.Op == JsonOperationKind.Set);
    });

    [Fact]
    public void Operations_have_one_JSON_form()
    {
        var text = """[{"op":"set","path":["spec","replicas"],"value":3},{"op":"set","path":["a.b"],"value":null},{"op":"remove","path":["x","0"]}]""";
        var operations = JsonSerializer.Deserialize<JsonOperation[]>(text)!;
        Assert.Equal(text, JsonSerializer.Serialize(operations));
        Assert.Equal(operations, JsonSerializer.Deserialize<JsonOperation[]>(text)!);
        Assert.Equal(operations[0].GetHashCode(), JsonSerializer.Deserialize<JsonOperation[]>(text)![0].GetHashCode());
    }

    [Theory]
    [InlineData("""{"op":"move","path":[]}""")]
    [InlineData("""{"op":"set","path":["a"]}""")]
    [InlineData("""{"op":"remove","path":["a"],"value":1}""")]
    [InlineData("""{"op":"remove","path":"a"}""")]
    [InlineData("""{"op":"remove","path":[1]}""")]
    [InlineData("""{"op":"remove","path":["a"],"if":1}""")]
    [InlineData("""{"path":["a"]}""")]
    [InlineData("[]")]
    public void A_malformed_operation_is_refused(string text) =>
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<JsonOperation>(text));

    private static JsonNode? Rfc7396(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members)
        {
            return patch?.DeepClone();
        }

        var result = target is JsonObject map ? (JsonObject)map.DeepClone() : [];
        foreach (var (name, value) in members)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result.TryGetPropertyValue(name, out var old);
                result[name] = Rfc7396(old, value);
            }
        }

        return result;
    }
}
