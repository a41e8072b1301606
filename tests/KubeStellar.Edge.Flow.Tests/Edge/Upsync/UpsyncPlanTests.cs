using System.Text;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow.Tests.Edge.Upsync;

public sealed class UpsyncPlanTests
{
    private static readonly PolicyKey Policy = new("default", "telemetry");
    private static readonly UpsyncRule Rule = new() { Kinds = ["Measurement.sensors.example.com"] };

    [Fact]
    public void New_and_changed_ones_are_put_and_unchanged_ones_are_not()
    {
        var change = Of([Rule], Held("a=1", "b=1"), Found("a=1", "b=2", "c=1"));
        Assert.Equal(["b", "c"], change.Put.Select(one => one.Key.Name));
        Assert.Empty(change.Remove);
        Assert.Empty(change.Troubles);
    }

    [Fact]
    public void What_was_looked_for_and_not_found_is_gone_and_what_was_not_looked_for_is_not()
    {
        Assert.Equal([Key("b")], Of([Rule], Held("a=1", "b=1"), Found("a=1")).Remove);
        Assert.Empty(Of([Rule], Held("a=1", "b=1"), Found("a=1") with { Partial = true }).Remove);
        Assert.Empty(Of([Rule], Held("a=1", "b=1"), Found("a=1") with { Unread = new HashSet<(string, string)> { ("sensors.example.com", "Measurement") } }).Remove);
        Assert.Equal([Key("b")], Of([Rule], Held("a=1", "b=1"), Found("a=1") with { Unread = new HashSet<(string, string)> { ("", "ConfigMap") } }).Remove);
    }

    [Fact]
    public void What_no_rule_asks_for_any_more_goes_even_when_nothing_can_be_read()
    {
        var blind = UpsyncReading.Nothing("Unreadable", "no");
        Assert.Equal([Key("b")], Of([Rule with { Names = ["a"] }], Held("a=1", "b=1"), blind).Remove);
        var cold = Rule with { Labels = new() { ["state"] = "cold" } };
        Assert.Empty(Of([cold], Held("a=1"), blind).Remove);
        Assert.Equal([Key("a")], Of([cold], Held("a=1"), Found("a=1") with { Partial = true }).Remove);
    }

    [Fact]
    public void What_the_edge_applies_itself_has_its_reports_and_is_not_carried_up()
    {
        var change = UpsyncPlan.Of(Policy, [Rule], Held("a=1"), Found("a=2", "b=1"), new HashSet<ObjectKey> { Key("a"), Key("b") }, UpsyncLimits.ObjectBytes);
        Assert.Empty(change.Put);
        Assert.Equal([Key("a")], change.Remove);
    }

    [Fact]
    public void Secrets_and_what_is_no_good_object_are_told_and_not_taken()
    {
        var secret = new UpsyncSeen(new ObjectKey("", "Secret", "shop", "s"), "{}"u8.ToArray());
        var bad = new UpsyncSeen(Key("x"), Canonical("""{"apiVersion":"sensors.example.com/v1","kind":"Measurement","metadata":{"name":"x","namespace":"shop","labels":{"a":1}}}"""));
        var change = Of([Rule, new UpsyncRule { Kinds = ["Secret"] }], Held(), new UpsyncReading([secret, bad], []));
        Assert.Empty(change.Put);
        Assert.Equal(["Refused", "Refused"], change.Troubles.Select(one => one.Reason));
        Assert.Contains("Secret/shop/s", change.Troubles[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_that_is_too_large_is_told_and_the_one_before_stays()
    {
        var change = UpsyncPlan.Of(Policy, [Rule], Held("a=1"), Found("a=" + new string('1', 200), "b=1"), new HashSet<ObjectKey>(), 200);
        Assert.Equal(["b"], change.Put.Select(one => one.Key.Name));
        Assert.Empty(change.Remove);
        Assert.Equal("TooLarge", Assert.Single(change.Troubles).Reason);
    }

    [Fact]
    public void A_flood_of_new_ones_pushes_none_of_the_old_ones_out()
    {
        var old = Enumerable.Range(0, UpsyncLimits.Objects - 2).Select(i => $"z{i}=1").ToArray();
        var change = Of([Rule], Held(old), Found([.. old[1..], "z0=2", .. Enumerable.Range(0, 50).Select(i => $"a{i:00}=1")]));
        Assert.Equal(["z0", "a00", "a01"], change.Put.Select(one => one.Key.Name));
        Assert.Empty(change.Remove);
        var told = Assert.Single(change.Troubles);
        Assert.Equal("TooMany", told.Reason);
        Assert.StartsWith("48 objects (Measurement/shop/a02,", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_objects_of_a_policy_have_a_bound_in_bytes()
    {
        var big = new string('1', UpsyncLimits.ObjectBytes - 1024);
        var change = Of([Rule], Held(), Found([.. Enumerable.Range(0, 40).Select(i => $"a{i:00}={big}")]));
        Assert.Equal(UpsyncLimits.PolicyBytes / change.Put[0].Canonical.Length, change.Put.Count);
        Assert.Equal("TooMany", Assert.Single(change.Troubles).Reason);
    }

    private static UpsyncChange Of(IReadOnlyList<UpsyncRule> rules, Dictionary<ObjectKey, BornObject> held, UpsyncReading reading) =>
        UpsyncPlan.Of(Policy, rules, held, reading, new HashSet<ObjectKey>(), UpsyncLimits.ObjectBytes);

    private static UpsyncReading Found(params string[] objects) => new([.. objects.Select(Seen)], []);

    private static Dictionary<ObjectKey, BornObject> Held(params string[] objects) => objects.Select(Seen)
        .ToDictionary(one => one.Key, one => new BornObject(Policy, one.Key, Digest.Of(one.Canonical.Span), 1, default, CanonicalJson.Parse(one.Canonical.Span)));

    private static ObjectKey Key(string name) => new("sensors.example.com", "Measurement", "shop", name);

    private static UpsyncSeen Seen(string text)
    {
        var (name, value) = text.Split('=') is [var first, var second] ? (first, second) : throw new ArgumentException(text);
        return new UpsyncSeen(Key(name), Canonical($$"""{"apiVersion":"sensors.example.com/v1","kind":"Measurement","metadata":{"name":"{{name}}","namespace":"shop"},"spec":{"celsius":{{value}} } }"""));
    }

    private static byte[] Canonical(string text) => CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(text));
}
