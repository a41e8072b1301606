using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.TestKit.Fuzz;

namespace KubeStellar.Edge.Flow.Tests.Fuzz;

/// <summary>Canonical JSON, patches, keys and digests.</summary>
public sealed class JsonFuzzTests
{
    private static readonly byte[] Document = """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a","labels":{"é":"ü","a/b":"\u0001"}},"spec":{"big":9007199254740993,"price":1.10,"list":[1,null,{"x":[]}]}}"""u8.ToArray();

    [Fact]
    public Task Canonical_JSON_is_its_own_canonical_form() => RunAsync("canonical", Document, input =>
    {
        var canonical = CanonicalJson.Canonicalize(input);
        Assert.Equal(canonical, CanonicalJson.Canonicalize(canonical));
        Assert.True(CanonicalJson.IsCanonical(canonical));
    });

    [Fact]
    public Task A_merge_patch_gives_what_it_says() => RunAsync("merge-patch", """{"spec":{"big":null,"list":[2],"new":{"a":{"b":null}}}}"""u8.ToArray(), input =>
    {
        using var patch = JsonDocument.Parse(input, new JsonDocumentOptions { MaxDepth = 128 });
        using var original = JsonDocument.Parse(Document);
        var patched = JsonPatcher.Apply(Document, MergePatch.ToOperations(original.RootElement, patch.RootElement));
        Assert.NotEmpty(CanonicalJson.Canonicalize(patched));
    });

    [Fact]
    public Task Object_keys() => RunAsync("object-key", "sensors.example=2Ecom.Measurement.shop.fridge"u8.ToArray(), input =>
    {
        if (ObjectKey.TryParse(Encoding.UTF8.GetString(input), out var key))
        {
            Assert.Equal(key, ObjectKey.Parse(key.ToString()));
        }
    });

    [Fact]
    public Task Policy_keys_and_digests() => RunAsync("policy-key", "default.storefront"u8.ToArray(), input =>
    {
        var text = Encoding.UTF8.GetString(input);
        if (PolicyKey.TryParse(text, out var key))
        {
            Assert.Equal(key, PolicyKey.Parse(key.ToString()));
        }

        if (Digest.TryParse(text, out var digest))
        {
            Assert.Equal(text, digest.ToString());
        }
    });

    private static async Task RunAsync(string name, byte[] seed, Action<byte[]> parse) =>
        Assert.InRange(await new Fuzzer(Golden.Corpus).RunAsync(new FuzzTarget(name, parse, typeof(JsonException), typeof(JsonRefusedException)) { BytesPerByte = 1500 }, seed), 1, int.MaxValue);
}
