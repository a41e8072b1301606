using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Contracts.Tests.Json;

public sealed class FieldPathTests
{
    private static readonly JsonElement Obj = JsonElement.Parse("""
        {"spec":{"password":"x","users":[{"name":"a","port":80,"token":"1"},{"name":"b","port":81,"token":"2"}],"deep":"kse-sealed.1.k.v"},"metadata":{"annotations":{"example.com/key":"v","a\"b":"w"}}}
        """);

    [Theory]
    [InlineData("spec.password", "spec/password")]
    [InlineData("spec", "spec")]
    [InlineData("spec.users[*].token", "spec/users/0/token spec/users/1/token")]
    [InlineData("spec.users[name=b].token", "spec/users/1/token")]
    [InlineData("spec.users[name=a,port=80].token", "spec/users/0/token")]
    [InlineData("spec.users[name=a,port=81].token", "")]
    [InlineData("spec.users.token", "")]
    [InlineData("spec.password.more", "")]
    [InlineData("spec.deep.within.it", "spec/deep")]
    [InlineData("spec.missing", "")]
    [InlineData("""metadata.annotations["example.com/key"]""", "metadata/annotations/example.com/key")]
    [InlineData("""metadata.annotations["a\"b"]""", "metadata/annotations/a\"b")]
    public void A_path_finds_what_the_object_has(string text, string places)
    {
        Assert.True(FieldPath.TryParse(text, out var path));

        Assert.Equal(places, string.Join(' ', path.Find(Obj).Select(place => string.Join('/', place))));
        Assert.Equal(text, path.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData("a[")]
    [InlineData("a[*")]
    [InlineData("a[0]")]
    [InlineData("a[x=1,y]")]
    [InlineData("a[\"x]")]
    [InlineData("a[\"\"]")]
    [InlineData("a[\"x\\")]
    [InlineData("a]")]
    public void What_is_no_path_is_none(string? text) => Assert.False(FieldPath.TryParse(text, out _));

    [Theory]
    [InlineData("spec.a", "spec.a")]
    [InlineData("spec.a, spec.users[name=x,port=1].b,metadata.annotations[\"a.b/c, d\"]", "spec.a|spec.users[name=x,port=1].b|metadata.annotations[\"a.b/c, d\"]")]
    [InlineData(" spec.a\n spec.b[*] ", "spec.a|spec.b[*]")]
    public void A_list_has_commas_or_white_space_between(string text, string paths)
    {
        Assert.True(FieldPath.TryParseList(text, out var found));
        Assert.Equal(paths, string.Join('|', found));
        Assert.False(FieldPath.TryParseList(text + " a[", out _));
        Assert.False(FieldPath.TryParseList(" , ", out _));
    }
}
