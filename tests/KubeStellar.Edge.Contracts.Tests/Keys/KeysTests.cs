using System.Text.Json;
using CsCheck;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Tests.Json;
using KubeStellar.Edge.Contracts.Tests.Manifests;

namespace KubeStellar.Edge.Contracts.Tests.Keys;

public sealed class KeysTests
{
    private static readonly Gen<string> NonEmpty = Gens.Text.Where(t => t.Length > 0);

    [Fact]
    public void Digest_is_sha256_and_round_trips()
    {
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Digest.Of("abc"u8).ToString());
        Assert.True(default(Digest).IsZero);
        Gen.Byte.Array[32].Sample(bytes =>
        {
            var digest = Digest.FromBytes(bytes);
            var copy = new byte[32];
            digest.CopyTo(copy);
            Assert.Equal(bytes, copy);
            Assert.Equal(digest, Digest.Parse(digest.ToString()));
            Assert.Equal(Convert.ToHexStringLower(bytes), digest.ToString());
            Assert.Equal(digest, JsonSerializer.Deserialize<Digest>(JsonSerializer.Serialize(digest)));
        });
    }

    [Fact]
    public void Digests_order_as_their_texts() => Gen.Select(Gen.Byte.Array[32], Gen.Byte.Array[32]).Sample((a, b) =>
    {
        var (x, y) = (Digest.FromBytes(a), Digest.FromBytes(b));
        Assert.Equal(Math.Sign(string.CompareOrdinal(x.ToString(), y.ToString())), Math.Sign(x.CompareTo(y)));
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    public void Digest_has_one_spelling(string? text) => Assert.False(Digest.TryParse(text, out _));

    [Theory]
    [InlineData("", "ConfigMap", "default", "site", "_.ConfigMap.default.site")]
    [InlineData("apps", "Deployment", "shop", "storefront", "apps.Deployment.shop.storefront")]
    [InlineData("rbac.authorization.k8s.io", "ClusterRole", "", "system:node", "rbac/authorization/k8s/io.ClusterRole._.system=3Anode")]
    [InlineData("", "Namespace", "", "_", "_.Namespace._.=5F")]
    [InlineData("", "X", "", "a/b=c d*>ö", "_.X._.a=2Fb=3Dc=20d=2A=3E=C3=B6")]
    public void Object_keys_are_escaped(string group, string kind, string space, string name, string text)
    {
        var key = new ObjectKey(group, kind, space, name);
        Assert.Equal(text, key.ToString());
        Assert.Equal(key, ObjectKey.Parse(text));
    }

    [Fact]
    public void Any_object_key_round_trips_in_the_alphabet() => Gen.Select(Gens.Text, NonEmpty, Gens.Text, NonEmpty).Sample((group, kind, space, name) =>
    {
        var key = new ObjectKey(group, kind, space, name);
        var text = key.ToString();
        Assert.Matches("^[-/_=.a-zA-Z0-9]+$", text);
        Assert.Equal(4, text.Split('.').Length);
        Assert.All(text.Split('.'), Assert.NotEmpty);
        Assert.Equal(key, ObjectKey.Parse(text));
        Assert.Equal(key, JsonSerializer.Deserialize<ObjectKey>(JsonSerializer.Serialize(key)));
    });

    [Fact]
    public void Whatever_parses_is_what_is_written() => Gen.String[Gen.Char["ab_=./5FC3B"], 1, 24].Sample(text =>
    {
        if (ObjectKey.TryParse(text, out var key))
        {
            Assert.Equal(text, key.ToString());
        }
    }, iter: 20_000);

    [Theory]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    [InlineData("a._.c.d")]
    [InlineData("a.b.c._")]
    [InlineData("a.b.c.=61")]
    [InlineData("a.b.c.=2e")]
    [InlineData("a.b.c.=2E")]
    [InlineData("a.b.c.=2")]
    [InlineData("a.b.c.=FF")]
    [InlineData("a.b.c.x=5F")]
    [InlineData("a.b.c.x y")]
    [InlineData("a.b..d")]
    public void Other_spellings_are_refused(string text) => Assert.False(ObjectKey.TryParse(text, out _));

    [Fact]
    public void A_key_is_read_from_every_manifest() => Assert.All(ManifestData.All, manifest =>
        Assert.Equal(manifest.Key, ObjectKey.OfObject(JsonElement.Parse(manifest.Utf8)).ToString()));

    [Theory]
    [InlineData("[]", "")]
    [InlineData("{}", "apiVersion")]
    [InlineData("""{"apiVersion":1}""", "apiVersion")]
    [InlineData("""{"apiVersion":"a/b/c"}""", "apiVersion")]
    [InlineData("""{"apiVersion":"/v1"}""", "apiVersion")]
    [InlineData("""{"apiVersion":"v1"}""", "kind")]
    [InlineData("""{"apiVersion":"v1","kind":""}""", "kind")]
    [InlineData("""{"apiVersion":"v1","kind":"X"}""", "metadata")]
    [InlineData("""{"apiVersion":"v1","kind":"X","metadata":[]}""", "metadata")]
    [InlineData("""{"apiVersion":"v1","kind":"X","metadata":{}}""", "metadata.name")]
    [InlineData("""{"apiVersion":"v1","kind":"X","metadata":{"name":7}}""", "metadata.name")]
    [InlineData("""{"apiVersion":"v1","kind":"X","metadata":{"name":"a","namespace":7}}""", "metadata.namespace")]
    [InlineData("""{"apiVersion":"v1","kind":"X","metadata":{"name":"\ud800"}}""", "metadata.name")]
    public void A_missing_field_is_named(string json, string path) =>
        Assert.Equal(path, Assert.Throws<JsonRefusedException>(() => ObjectKey.OfObject(JsonElement.Parse(json))).Path);

    [Theory]
    [InlineData("shop.storefront", true)]
    [InlineData("shop", false)]
    [InlineData("shop.a.b", false)]
    [InlineData("Shop.a", false)]
    [InlineData(".a", false)]
    [InlineData("a.", false)]
    public void Policy_keys(string text, bool good)
    {
        Assert.Equal(good, PolicyKey.TryParse(text, out var key));
        if (good)
        {
            Assert.Equal(text, key.ToString());
            Assert.Equal(key, JsonSerializer.Deserialize<Dictionary<PolicyKey, int>>(JsonSerializer.Serialize(new Dictionary<PolicyKey, int> { [key] = 1 }))!.Keys.Single());
        }
    }

    [Fact]
    public void Root_versions_order_by_epoch_first()
    {
        Assert.True(new RootVersion(1, 99) < new RootVersion(2, 1));
        Assert.True(new RootVersion(2, 2) > new RootVersion(2, 1));
        Assert.Equal("2/7", new RootVersion(2, 7).ToString());
        Assert.True(RootVersion.None < new RootVersion(0, 1));
    }

    [Theory]
    [InlineData("a", true, true, true, true)]
    [InlineData("a-b", true, true, true, true)]
    [InlineData("a.b", false, true, true, true)]
    [InlineData("a..b", false, false, true, true)]
    [InlineData("-a", false, false, false, false)]
    [InlineData("a-", false, false, false, false)]
    [InlineData("A_b", false, false, true, true)]
    [InlineData("", false, false, false, true)]
    [InlineData("example.com/a", false, false, true, false)]
    [InlineData("Example.com/a", false, false, false, false)]
    [InlineData("a/b/c", false, false, false, false)]
    [InlineData("/a", false, false, false, false)]
    [InlineData("ö", false, false, false, false)]
    public void Names_follow_Kubernetes(string text, bool label, bool subdomain, bool key, bool value)
    {
        Assert.Equal((label, subdomain, key, value), (Names.IsDnsLabel(text), Names.IsDnsSubdomain(text), Names.IsLabelKey(text), Names.IsLabelValue(text)));
        Assert.Equal(label, Names.ExplainDnsLabel(text) is null);
    }

    [Fact]
    public void Names_have_lengths()
    {
        Assert.True(Names.IsDnsLabel(new string('a', 63)));
        Assert.False(Names.IsDnsLabel(new string('a', 64)));
        Assert.True(Names.IsDnsSubdomain(string.Join('.', Enumerable.Repeat(new string('a', 62), 4))));
        Assert.False(Names.IsDnsSubdomain(new string('a', 254)));
        Assert.False(Names.IsLabelValue(new string('a', 64)));
        Assert.True(Names.IsQualifiedName(new string('a', 253) + "/" + new string('a', 63)));
    }
}
