using System.Text;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.State.Secrets;

public sealed class SealedValuesTests
{
    private static readonly SealOrigin Origin = new("retail", ObjectKey.Parse("_.Secret.shop.db"));
    private readonly MemoryValueSealer _sealer = new();

    [Fact]
    public void What_was_sealed_is_filled_in_again_with_its_tokens_as_they_were()
    {
        var (text, number, map) = (Seal("\"pass\\\"word\""), Seal("1.10"), Seal("""{"a":[1,null],"b":"x"}"""));
        var content = CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes($$$"""{"spec":{"users":[{"password":"{{{text}}}"},{"password":"{{{text}}}"}],"port":"{{{number}}}","all":"{{{map}}}","plain":"é"}}"""));

        var handles = SealedValues.Handles(content);
        var filled = SealedValues.Fill(content, SealedValues.Map(_sealer, Origin, handles));

        Assert.Equal(new[] { text, number, map }.Order(StringComparer.Ordinal), handles);
        Assert.Equal("""{"spec":{"all":{"a":[1,null],"b":"x"},"plain":"é","port":1.10,"users":[{"password":"pass\"word"},{"password":"pass\"word"}]}}""", Encoding.UTF8.GetString(filled));
        Assert.True(CanonicalJson.IsCanonical(filled));
    }

    [Fact]
    public void A_content_without_handles_is_left_as_it_is()
    {
        var content = """{"data":{"kse-sealed":"1."}}"""u8.ToArray();

        Assert.Empty(SealedValues.Handles(content));
        Assert.Equal(content, SealedValues.Fill(content, "{}"u8));
    }

    [Fact]
    public void The_map_is_the_same_whatever_the_order_of_the_handles()
    {
        var (one, two) = (Seal("\"1\""), Seal("\"2\""));

        Assert.Equal(SealedValues.Map(_sealer, Origin, [one, two]), SealedValues.Map(_sealer, Origin, [two, one, two]));
    }

    [Fact]
    public void Nothing_is_filled_halfway()
    {
        var (known, missing) = (Seal("\"1\""), Seal("\"2\""));
        var map = SealedValues.Map(_sealer, Origin, [known]);

        foreach (var (content, place) in new[]
        {
            ($$$"""{"data":{"a":"{{{known}}}","b":"{{{missing}}}"}}""", "data.b"),
            ($$$"""{"data":[["{{{known}}}"],["x{{{known}}}"]]}""", "data.1.0"),
            ($$$"""{"data":{"a":"{{{known}}}x"}}""", "data.a"),
            ($$$"""{"data":{"{{{known}}}":"1"}}""", $"data.\"{known}\""),
        })
        {
            Assert.StartsWith(place + ":", Assert.Throws<SealBrokenException>(() => SealedValues.Fill(Encoding.UTF8.GetBytes(content), map)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<SealBrokenException>(() => SealedValues.Fill("{}"u8, "[]"u8));
        Assert.Throws<SealBrokenException>(() => SealedValues.Fill("{}"u8, "{"u8));
    }

    [Fact]
    public void A_handle_of_another_object_gives_no_map() =>
        Assert.Throws<SealBrokenException>(() => SealedValues.Map(_sealer, Origin with { Workspace = "other" }, [Seal("\"1\"")]));

    private string Seal(string json) => _sealer.Seal(Origin, Encoding.UTF8.GetBytes(json));
}
