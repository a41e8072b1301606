using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.Hub.Ingest.Sealing;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest.Sealing;

public sealed class ObjectSealerTests
{
    private static readonly SealRule Auth = new() { Kind = "Store", Paths = ["spec.auth"] };
    private static readonly SealRule Password = new() { Kind = "Store", Paths = ["spec.auth.password", "spec.port"] };
    private static readonly SealOrigin Origin = new("retail", ObjectKey.Parse("example/com.Store.shop.main"));
    private readonly MemoryValueSealer _values = new();
    private readonly ObjectSealer _sealer;

    public ObjectSealerTests() => _sealer = new ObjectSealer(_values);

    [Fact]
    public void A_value_that_did_not_change_keeps_its_handle_and_another_gets_a_new_one()
    {
        var first = Seal(Store("x", 5432), "", Password);
        var same = Seal(Store("x", 5432), first, Password);
        var other = Seal(Store("y", 5432), first, Password);

        Assert.Equal(first, same);
        Assert.Equal(At(first, "port"), At(other, "port"));
        Assert.NotEqual(At(first, "auth", "password"), At(other, "auth", "password"));
        Assert.DoesNotContain("\"x\"", first, StringComparison.Ordinal);
        Assert.Equal(Store("y", 5432), Open(other));
        Assert.Equal(3, _values.Count);
    }

    [Fact]
    public void Equal_values_have_handles_of_their_own()
    {
        var stored = Seal("""{"spec":{"auth":{"password":"x"},"port":"x"}}""", "", Password);

        Assert.NotEqual(At(stored, "port"), At(stored, "auth", "password"));
    }

    [Fact]
    public void What_was_read_can_be_applied_again_and_its_handles_be_moved()
    {
        var stored = Seal(Store("x", 5432), "", Password);
        var moved = stored.Replace("\"port\":", "\"tcp\":", StringComparison.Ordinal);

        Assert.Equal(stored, Seal(stored, stored, Password));
        Assert.Equal(CanonicalText(moved), Seal(moved, stored, Password));
        Assert.Equal(2, _values.Count);
    }

    [Fact]
    public void An_older_handle_of_the_same_value_gives_way_to_the_one_that_is_stored()
    {
        var older = Seal(Store("x", 5432), "", Password);
        var stored = Seal(Store("x", 5432), "", Password);

        Assert.Equal(stored, Seal(older, stored, Password));
    }

    [Fact]
    public void Rules_may_become_wider_or_narrower()
    {
        var narrow = Seal(Store("x", 1), "", Password);
        var wide = Seal(narrow, narrow, Auth, Password);

        Assert.StartsWith(SealedText.Prefix, At(wide, "auth"), StringComparison.Ordinal);
        Assert.Equal(Store("x", 1), Open(wide));
        Assert.Equal(wide, Seal(Store("x", 1), wide, Auth, Password));
        Assert.Equal(wide, Seal(wide, wide, Password));
    }

    [Fact]
    public void A_handle_that_is_not_this_objects_is_refused_with_its_place()
    {
        var foreign = _values.Seal(Origin with { Object = ObjectKey.Parse("_.Secret.shop.other") }, "\"x\""u8);
        var own = _values.Seal(Origin, "\"x\""u8);
        foreach (var (text, reason) in new[]
        {
            (foreign, "this sealed value cannot be taken here"), (own + "x", "this sealed value cannot be taken here"), (SealedText.Prefix + "a.b", "this sealed value cannot be taken here"),
            ("postgres://u:" + own, "stands for sealed values only"),
        })
        {
            foreach (var field in new[] { "port", "free" })
            {
                var refused = Assert.Throws<JsonRefusedException>(() => Seal($$$"""{"spec":{"{{{field}}}":"{{{text}}}"}}""", "", Password));
                Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
                Assert.Equal($"spec.{field}", refused.Path);
            }
        }

        Assert.Equal("spec", Assert.Throws<JsonRefusedException>(() => Seal($$$"""{"spec":{"{{{own}}}":1}}""", "")).Path);
    }

    [Fact]
    public void A_stored_handle_that_no_key_opens_any_more_is_replaced()
    {
        var lost = new ObjectSealer(new MemoryValueSealer("lost")).Seal(Origin, Bytes(Store("x", 1)), default, [Password]);

        Assert.Equal(Store("x", 1), Open(Seal(Store("x", 1), Encoding.UTF8.GetString(lost), Password)));
    }

    [Fact]
    public void The_copy_that_kubectl_keeps_is_taken_off_and_an_object_without_secrets_is_left_as_it_is()
    {
        const string With = """{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"port\":1}","a":"b"}},"spec":{"port":1}}""";
        const string Only = """{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{\"port\":1}"}},"spec":{"port":1}}""";
        var plain = Bytes(With);

        Assert.DoesNotContain("last-applied", Seal(With, "", Password), StringComparison.Ordinal);
        Assert.Contains("\"a\":\"b\"", Seal(With, "", Password), StringComparison.Ordinal);
        Assert.StartsWith("""{"metadata":{},""", Seal(Only, "", Password), StringComparison.Ordinal);
        Assert.Same(plain, _sealer.Seal(Origin, plain, default, []));
    }

    [Fact]
    public void Null_tells_nothing_and_stays() => Assert.Equal("""{"spec":{"port":null}}""", Seal("""{"spec":{"port":null}}""", "", Password));

    private static string Store(string password, int port) => $$$"""{"spec":{"auth":{"password":"{{{password}}}"},"port":{{{port}}}}}""";

    private static byte[] Bytes(string json) => CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json));

    private static string CanonicalText(string json) => Encoding.UTF8.GetString(Bytes(json));

    private static string At(string json, params string[] path) => JsonElement.Parse(json).Text(["spec", .. path]);

    private string Seal(string json, string before, params SealRule[] rules) => Encoding.UTF8.GetString(_sealer.Seal(Origin, Bytes(json), Encoding.UTF8.GetBytes(before), rules));

    private string Open(string json)
    {
        var content = Encoding.UTF8.GetBytes(json);
        return Encoding.UTF8.GetString(SealedValues.Fill(content, SealedValues.Map(_values, Origin, SealedValues.Handles(content))));
    }
}
