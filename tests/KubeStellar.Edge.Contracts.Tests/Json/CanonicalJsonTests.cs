using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Tests.Manifests;

namespace KubeStellar.Edge.Contracts.Tests.Json;

public sealed class CanonicalJsonTests
{
    private static string Canon(string text) => Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Gens.Utf8(text)));

    [Theory]
    [InlineData(" { \"b\" : 1 , \"a\" : [ true , null ] } ", "{\"a\":[true,null],\"b\":1}")]
    [InlineData("\"\\u0041\\/\\u000a\\u001f\\u007f\\\"\"", "\"A/\\n\\u001f\u007f\\\"\"")]
    [InlineData("[1.10,1E5,-0,9007199254740993,123456789012345678901234567890]", "[1.10,1E5,-0,9007199254740993,123456789012345678901234567890]")]
    [InlineData("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}", "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\uFB33\":3}")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("7", "7")]
    [InlineData("{\"a\":{\"z\":1,\"b\":{\"y\":2,\"x\":3}},\"A\":0}", "{\"A\":0,\"a\":{\"b\":{\"x\":3,\"y\":2},\"z\":1}}")]
    public void Gives_the_one_spelling(string text, string expected) => Assert.Equal(expected, Canon(text));

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("1e99999999999", "1e99999999999", true)]
    [InlineData("[1e99999999999,{\"a\":1,\"b\":2}]", "[1e99999999999, {\"b\":2,\"a\":1}]", true)]
    [InlineData("[1e99999999999]", "[1e99999999998]", false)]
    [InlineData("{\"a\":1e99999999999,\"a\":1}", "{\"a\":1e99999999999, \"a\":1}", false)]
    [InlineData("null", "0", false)]
    public void Values_of_any_kind_can_be_compared(string left, string right, bool same) =>
        Assert.Equal(same, CanonicalJson.Same(JsonElement.Parse(left), JsonElement.Parse(right)));

    [Fact]
    public void Drops_a_byte_order_mark() => Assert.Equal("{}", Canon("\uFEFF{}"));

    [Theory]
    [InlineData("{\"a\":1,\"b\":{\"c\":1,\"c\":2}}", "b.c", 1, 19)]
    [InlineData("{\"x\":[{\"k\":1},{\n \"k\":1,\"\\u006b\":2}]}", "x.1.k", 2, 8)]
    [InlineData("{\"a\":1,}", "a", 1, 8)]
    [InlineData("[1,]", "0", 1, 4)]
    [InlineData("// c\n{}", "", 1, 1)]
    [InlineData("", "", 1, 1)]
    [InlineData("{} {}", "", 1, 4)]
    [InlineData("{\"a\":\"\\ud800\"}", "a", 1, 6)]
    [InlineData("{\"\\udc00\":1}", "\\udc00", 1, 2)]
    [InlineData("[01]", "", 1, 3)]
    [InlineData("{\"metadata\":{\"name\":tru}}", "metadata.name", 1, 24)]
    [InlineData("'a'", "", 1, 1)]
    [InlineData("NaN", "", 1, 1)]
    [InlineData("{\"a\":\"line\nbreak\"}", "a", 1, 11)]
    public void Refuses_with_path_and_place(string text, string path, int line, int column)
    {
        var refused = Assert.Throws<JsonRefusedException>(() => Canon(text));
        Assert.Equal((path, line, column), (refused.Path, refused.Line, refused.Column));
    }

    [Fact]
    public void Refuses_invalid_utf8_with_its_place()
    {
        byte[] text = [.. "{\"a\":\n\"x"u8, 0xC3, 0x28, .. "\"}"u8];
        var refused = Assert.Throws<JsonRefusedException>(() => CanonicalJson.Canonicalize(text));
        Assert.Equal((2, 3), (refused.Line, refused.Column));
    }

    [Fact]
    public void Takes_128_levels_and_refuses_129()
    {
        Canon(new string('[', 128) + new string(']', 128));
        var refused = Assert.Throws<JsonRefusedException>(() => Canon(new string('[', 129) + new string(']', 129)));
        Assert.Contains("128", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Same_meaning_same_bytes_and_idempotent() => Gens.Json.Sample(text =>
    {
        var once = Canon(text);
        Assert.Equal(once, Canon(once));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(once)));
        Assert.Equal(once, Reference(JsonDocument.Parse(text).RootElement));
    });

    [Fact]
    public void An_element_gives_the_bytes_of_its_text() => Gens.Json.Sample(text =>
        Assert.Equal(Canon(text), Encoding.UTF8.GetString(CanonicalJson.Canonicalize(JsonDocument.Parse(text).RootElement))));

    [Fact]
    public void Any_bytes_are_canonical_or_refused_and_nothing_else() => Gen.Select(Gens.Json, Gen.Int[0, 200], Gen.Byte).Sample((text, at, value) =>
    {
        var bytes = Gens.Utf8(text);
        bytes[at % bytes.Length] = value;
        try
        {
            Assert.True(CanonicalJson.IsCanonical(CanonicalJson.Canonicalize(bytes)));
        }
        catch (JsonRefusedException refused)
        {
            Assert.True(refused.Line > 0);
        }
    }, iter: 2000);

    [Fact]
    public void Real_manifests_survive() => Assert.All(ManifestData.All, manifest =>
    {
        var canonical = CanonicalJson.Canonicalize(manifest.Utf8);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(manifest.Utf8), JsonNode.Parse(canonical)));
        Assert.Equal(Reference(JsonDocument.Parse(manifest.Utf8).RootElement), Encoding.UTF8.GetString(canonical));
    });

    [Fact]
    public void An_object_of_1_5_MiB_with_many_members_is_fast_enough()
    {
        var text = "{" + string.Join(',', Enumerable.Range(0, 60_000).Reverse().Select(i => $"\"member-{i}\":\"value {i}\"")) + "}";
        Assert.Equal(text.Length, Canon(text).Length);
    }

    /// <summary>A second, slow implementation: ordinal sort of decoded names, RFC 8785 escapes, tokens of numbers as they are.</summary>
    private static string Reference(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => $"{Text(m.Name)}:{Reference(m.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', value.EnumerateArray().Select(Reference)) + "]",
        JsonValueKind.String => Text(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static string Text(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        < ' ' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    })) + "\"";
}
