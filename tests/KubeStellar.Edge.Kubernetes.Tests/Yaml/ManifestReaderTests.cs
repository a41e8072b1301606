using System.Text;
using CsCheck;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Kubernetes.Tests.Yaml;

public sealed class ManifestReaderTests
{
    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "Yaml", "Data");

    private static string One(string text) => Encoding.UTF8.GetString(Assert.Single(ManifestReader.Read(text)).CanonicalJson);

    private static string Value(string yaml) => One($"v: {yaml}\n")["{\"v\":".Length..^1];

    private static ManifestRefusedException Refused(string text) => Assert.Throws<ManifestRefusedException>(() => ManifestReader.Read(text));

    public static TheoryData<string> Files => [.. Directory.GetFiles(Data, "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_manifest_in_YAML_is_its_JSON(string name)
    {
        var json = File.ReadAllBytes(Path.Combine(Data, name + ".json"));
        Assert.Equal(Encoding.UTF8.GetString(CanonicalJson.Canonicalize(json)), One(File.ReadAllText(Path.Combine(Data, name + ".yaml"))));
        Assert.Equal(CanonicalJson.Canonicalize(json), Assert.Single(ManifestReader.Read((ReadOnlySpan<byte>)json)).CanonicalJson);
    }

    // What a scalar means was read from goyaml.v2/resolve.go of sigs.k8s.io/yaml.
    [Theory]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("y", "true")]
    [InlineData("N", "false")]
    [InlineData("yEs", "\"yEs\"")]
    [InlineData("'yes'", "\"yes\"")]
    [InlineData("!!str yes", "\"yes\"")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("Null", "null")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("-9223372036854775809", "-9223372036854775809")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("+5", "5")]
    [InlineData("-0", "0")]
    [InlineData("1_000_000", "1000000")]
    [InlineData("0x1F", "31")]
    [InlineData("-0X1f", "-31")]
    [InlineData("0xFFFFFFFFFFFFFFFFFF", "4722366482869645213695")]
    [InlineData("0755", "493")]
    [InlineData("0o17", "15")]
    [InlineData("0b101", "5")]
    [InlineData("08", "8")]
    [InlineData("00", "0")]
    [InlineData("0x", "\"0x\"")]
    [InlineData("0xZZ", "\"0xZZ\"")]
    [InlineData("1.10", "1.10")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("-01.50", "-1.50")]
    [InlineData("1e3", "1e3")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("12:30:45", "\"12:30:45\"")]
    [InlineData("2001-01-01", "\"2001-01-01\"")]
    [InlineData("2001-12-14T21:59:43Z", "\"2001-12-14T21:59:43Z\"")]
    [InlineData("1e", "\"1e\"")]
    [InlineData("--1", "\"--1\"")]
    [InlineData("100m", "\"100m\"")]
    [InlineData("25%", "\"25%\"")]
    [InlineData("!!int \"7\"", "7")]
    [InlineData("!!float 7", "7")]
    [InlineData("! 7", "\"7\"")]
    [InlineData("[yes, 010, {a: b}]", "[true,8,{\"a\":\"b\"}]")]
    [InlineData("\"tab\\there \\u00e9 \\U0001F600\"", "\"tab\\there é 😀\"")]
    public void Scalars_mean_what_they_mean_to_kubectl(string yaml, string json)
    {
        Assert.Equal(json, Value(yaml));
    }

    [Theory]
    [InlineData("on: 1", "{\"true\":1}")]
    [InlineData("8080: a", "{\"8080\":\"a\"}")]
    [InlineData("\"no\": a", "{\"no\":\"a\"}")]
    [InlineData("? a\n: b", "{\"a\":\"b\"}")]
    public void Keys_become_strings(string yaml, string json) => Assert.Equal(json, One(yaml));

    [Fact]
    public void Anchors_and_merges_are_written_out() => Assert.Equal(
        """{"a":{"x":1,"y":2},"b":{"x":1,"y":3,"z":4},"c":{"x":1,"y":2,"z":9},"d":{"x":1,"y":2}}""",
        One("a: &a {x: 1, y: 2}\nb:\n  y: 3\n  <<: *a\n  z: 4\nc:\n  <<: [*a, {y: 5, z: 9}]\nd: *a\n".Replace("{x: 1, y: 2}", "{x: 1, \"y\": 2}", StringComparison.Ordinal).Replace("  y: 3", "  \"y\": 3", StringComparison.Ordinal).Replace("{y: 5", "{\"y\": 5", StringComparison.Ordinal)));

    [Fact]
    public void Documents_are_counted_and_empty_ones_passed_over()
    {
        var documents = ManifestReader.Read("# head\n---\n\n---\nkind: A\n---\n# nothing\n---\nkind: B\n...\n");
        Assert.Equal([(2, 5), (4, 9)], documents.Select(d => (d.Index, d.Line)));
    }

    [Fact]
    public void Lists_are_taken_apart()
    {
        var documents = ManifestReader.Read("apiVersion: v1\nkind: List\nitems:\n- kind: A\n- apiVersion: v1\n  kind: ConfigMapList\n  items:\n  - kind: B\n- kind: C\n");
        Assert.Equal(["{\"kind\":\"A\"}", "{\"kind\":\"B\"}", "{\"kind\":\"C\"}"], documents.Select(d => Encoding.UTF8.GetString(d.CanonicalJson)));
        Assert.Equal([4, 5, 9], documents.Select(d => d.Line));
    }

    [Fact]
    public void A_JSON_stream_is_several_documents() =>
        Assert.Equal([(1, 1), (2, 2), (3, 4)], ManifestReader.Read("{\"a\":1}\n{\"b\":\n2} \n\t{\"c\":3}").Select(d => (d.Index, d.Line)));

    [Fact]
    public void Nothing_is_no_document()
    {
        Assert.Empty(ManifestReader.Read(""));
        Assert.Empty(ManifestReader.Read("---\n# only a comment\n"));
        Assert.Single(ManifestReader.Read("\uFEFFkind: A"));
    }

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", 1, 3, 1, "twice")]
    [InlineData("a: 1\n---\nb:\n  - c: 1\n    \"c\": 2\n", 2, 5, 5, "twice")]
    [InlineData("a:\n\tb: 1\n", 1, 2, 1, "tab")]
    [InlineData("a: [1, 2\nb: 3\n", 1, 2, 1, "")]
    [InlineData("a: *nope\n", 1, 1, 4, "no anchor")]
    [InlineData("a: &x [*x]\n", 1, 1, 8, "contains itself")]
    [InlineData("- 1\n", 1, 1, 1, "an object is expected")]
    [InlineData("just words\n", 1, 1, 1, "an object is expected")]
    [InlineData("a: .inf\n", 1, 1, 4, "infinity")]
    [InlineData("a: !!binary aGk=\n", 1, 1, 4, "base64")]
    [InlineData("a: !mine x\n", 1, 1, 4, "begins with '!'")]
    [InlineData("a: !!int x\n", 1, 1, 4, "!!int")]
    [InlineData("1.5: x\n", 1, 1, 1, "quotes")]
    [InlineData("~: x\n", 1, 1, 1, "null")]
    [InlineData("[a]: x\n", 1, 1, 1, "list or a map")]
    [InlineData("<<: 7\n", 1, 1, 5, "merge")]
    [InlineData("a: \"\\ud800\"\n", 1, 1, 4, "")]
    [InlineData("{\"a\":1}\n{\"b\":1,\n \"b\":2}", 2, 3, 2, "twice")]
    [InlineData("{\"a\":1} {\"b\":tru}", 2, 1, 17, "")]
    [InlineData("a: 'open\n", 1, 1, 4, "")]
    public void What_is_wrong_is_said_with_its_place(string text, int document, int line, int column, string word)
    {
        var refused = Refused(text);
        Assert.Equal((document, line, column), (refused.Document, refused.Line, refused.Column));
        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*hunter2")]
    [InlineData("&hunter2 *hunter2")]
    [InlineData("!hunter2 x")]
    [InlineData("!!hunter2 x")]
    [InlineData("!hunter2 {}")]
    [InlineData("[hunter2: ")]
    [InlineData("\"hunter2")]
    [InlineData("%hunter2: x: y")]
    [InlineData("|hunter2")]
    [InlineData("@hunter2")]
    public void A_secret_whose_quotes_were_forgotten_is_not_in_the_message(string value) =>
        Assert.DoesNotContain("hunter2", Refused($"kind: Secret\nstringData:\n  password: {value}\n  other: x\n").Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("trunter2")]
    [InlineData("nulter2")]
    [InlineData("hunter2")]
    [InlineData("\"hunter2\"x")]
    [InlineData("1hunter2")]
    public void Nor_is_one_in_JSON(string value) => Assert.DoesNotMatch("[a-z]*unt|nult|ter2", Refused($$"""{"kind":"Secret","stringData":{"password":{{value}}} }""").Message.Replace("unterminated", "", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Billions_of_laughs_are_not_written_out()
    {
        var text = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (var i = 1; i < 12; i++)
        {
            text.Append('a').Append(i).Append(": &a").Append(i).Append(" [").AppendJoin(',', Enumerable.Repeat($"*a{i - 1}", 9)).Append("]\n");
        }

        Assert.Contains("aliases", Refused(text.ToString()).Message, StringComparison.Ordinal);
        var long1 = $"a: &a {new string('x', 1_000_000)}\nb: [{string.Join(',', Enumerable.Repeat("*a", 9000))}]\n";
        Assert.Contains("aliases", Refused(long1).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_has_a_limit()
    {
        Assert.Contains("128", Refused("a: " + new string('[', 5000)).Message, StringComparison.Ordinal);
        Assert.Contains("128", Refused("{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused() =>
        Assert.Equal(2, Assert.Throws<ManifestRefusedException>(() => ManifestReader.Read([(byte)'a', (byte)'\n', 0xFF])).Line);

    [Fact]
    public void Any_text_is_read_or_refused_and_nothing_else()
    {
        var manifests = Files.Select(row => File.ReadAllText(Path.Combine(Data, row + ".yaml"))).ToArray();
        Gen.Select(Gen.Int[0, manifests.Length - 1], Gen.Int[0, 5000], Gen.Char["\t\n :-{}[]&*!|>'\"%@`#,?<\u0000\ud800x0~"], Gen.Int[0, 3]).Sample((which, at, insert, cut) =>
        {
            var text = manifests[which];
            at %= text.Length;
            text = text[..at] + insert + text[Math.Min(text.Length, at + cut)..];
            try
            {
                Assert.All(ManifestReader.Read(text), d => Assert.True(CanonicalJson.IsCanonical(d.CanonicalJson)));
            }
            catch (ManifestRefusedException refused)
            {
                Assert.True(refused.Line > 0 && refused.Column > 0);
            }
        }, iter: 2000);
    }
}
