using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.Flow.Tests.State.Secrets;

public sealed class SealedJsonTests
{
    private const string Handle = SealedText.Prefix + "k.AAAA";
    private static readonly ObjectKey Db = new("example.com", "Database", "shop", "db");
    private static readonly ObjectKey Till = ObjectKey.Parse("_.Secret.shop.till");

    [Theory]
    [InlineData("""{"spec":{"password":"x1y2"}}""", $$$"""{"spec":{"password":"{{{Handle}}}"}}""", $$$"""{"spec":{"password":"{{{Handle}}}"}}""")]
    [InlineData("""{"spec":{"password":{"a":1}}}""", $$$"""{"spec":{"password":"{{{Handle}}}"}}""", $$$"""{"spec":{"password":"{{{Handle}}}"}}""")]
    [InlineData("""{"users":[{"name":"b","p":"2"},{"name":"a","p":"1"}]}""", $$$"""{"users":[{"name":"a","p":"{{{Handle}}}"}]}""", $$$"""{"users":[{"name":"b","p":"2"},{"name":"a","p":"{{{Handle}}}"}]}""")]
    [InlineData("""{"list":["1","2"]}""", $$$"""{"list":["{{{Handle}}}","2"]}""", $$$"""{"list":["{{{Handle}}}","2"]}""")]
    [InlineData("""{"status":{"url":"db://hunter2@x"},"n":12345}""", "{}", """{"status":{"url":"db://(sealed)@x"},"n":"(sealed)"}""")]
    [InlineData("""{"kind":"hunter2","status":{"phase":"hunter2","conditions":[{"type":"hunter2","message":"hunter2"}]}}""", "{}",
        """{"kind":"hunter2","status":{"phase":"hunter2","conditions":[{"type":"hunter2","message":"(sealed)"}]}}""")]
    public void Handles_stand_in_their_places_again_and_words_nowhere(string live, string variant, string expected) =>
        Assert.Equal(expected, Scrub(Db, live, variant, "hunter2", "12345"));

    [Fact]
    public void Of_a_Secret_no_value_is_told() => Assert.Equal(
        $$$"""{"data":{"token":"{{{Handle}}}","other":"(sealed)"},"type":"Opaque"}""",
        Scrub(Till, """{"data":{"token":"aHVudGVyMg==","other":"eA=="},"type":"Opaque"}""", $$$"""{"stringData":{"token":"{{{Handle}}}"}}"""));

    [Fact]
    public void What_holds_nothing_is_handed_on_as_it_is_and_what_is_no_JSON_not_at_all()
    {
        ReadOnlyMemory<byte> bytes = "{\"a\":1}"u8.ToArray();
        Assert.Equal(bytes, SealedJson.Scrub(Db, bytes, "{}"u8, null));
        Assert.Equal("{}", Scrub(Db, "hunter2", "{}", "hunter2"));
    }

    [Fact]
    public void A_Secret_is_folded_into_what_an_API_server_keeps()
    {
        var folded = SecretForm.Fold(Till, CanonicalJson.Canonicalize("""{"kind":"Secret","data":{"a":"MQ==","b":"Mg=="},"stringData":{"b":"new","c":"é"}}"""u8));
        Assert.Equal("""{"data":{"a":"MQ==","b":"bmV3","c":"w6k="},"kind":"Secret"}""", Encoding.UTF8.GetString(folded));
        Assert.Equal("""{"stringData":{}}""", Encoding.UTF8.GetString(SecretForm.Fold(Db, """{"stringData":{}}"""u8.ToArray())));
    }

    [Theory]
    [InlineData("hunter2", "password is hunter2!", "password is (sealed)!")]
    [InlineData("hunter2", "as aHVudGVyMg== it came", "as (sealed) it came")]
    [InlineData("aHVudGVyMg==", "and back: hunter2", "and back: (sealed)")]
    [InlineData("say \"hi\"", "Invalid value: \"say \\\"hi\\\"\"", "Invalid value: \"(sealed)\"")]
    [InlineData("first line\nsecond line", "at 'second line'", "at '(sealed)'")]
    [InlineData("a-very-long-value-that-is-cut", "Invalid value: \"a-very-long-...\"", "Invalid value: \"(sealed)...\"")]
    [InlineData("abc", "abc is too short to be a secret", "abc is too short to be a secret")]
    public void A_value_is_found_in_the_forms_in_which_others_quote_it(string value, string text, string expected)
    {
        var book = new SecretBook();
        book.Take("default", Till, Digest.Of("1"u8), JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { [Handle] = value }));
        Assert.Equal(expected, book.Text("default", text));
        Assert.Equal(text, book.Text("other", text));
    }

    [Fact]
    public void Words_of_a_variant_stay_for_one_more_and_go_with_their_object()
    {
        var book = new SecretBook();
        foreach (var (number, value) in new[] { ("1", "first-one"), ("2", "second-one"), ("3", "third-one") })
            book.Take("default", Till, Digest.Of(Encoding.UTF8.GetBytes(number)), Encoding.UTF8.GetBytes($$$"""{"h":"{{{value}}}"}"""));
        Assert.Equal("first-one (sealed) (sealed)", book.Text("default", "first-one second-one third-one"));
        Assert.False(book.IsEmpty);
        book.Keep(_ => false);
        Assert.True(book.IsEmpty);
        Assert.Equal("third-one", book.Text("default", "third-one"));
    }

    private static string Scrub(ObjectKey key, string live, string variant, params string[] words) =>
        Encoding.UTF8.GetString(SealedJson.Scrub(key, Encoding.UTF8.GetBytes(live), Encoding.UTF8.GetBytes(variant), WordSearch.For(words)).Span);
}
