using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Kubernetes.Yaml;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Output;

public sealed class OutputTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(-5, "0s")]
    [InlineData(119, "119s")]
    [InlineData(192, "3m12s")]
    [InlineData(1800, "30m")]
    [InlineData(4 * 3600 + 600, "4h10m")]
    [InlineData(30 * 3600, "30h")]
    [InlineData(3 * 86400 + 7200, "3d2h")]
    [InlineData(100 * 86400, "100d")]
    [InlineData(800 * 86400, "2y70d")]
    public void Ages_read_as_in_kubectl(long seconds, string expected) => Assert.Equal(expected, Ages.Show(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("60s", 60)]
    [InlineData("1h30m", 5400)]
    [InlineData("1.5m", 90)]
    [InlineData("7d", 604800)]
    [InlineData("0", 0)]
    public void Durations_are_read(string text, double seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("60")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("1e9s")]
    [InlineData("99999999999d")]
    [InlineData("1.2.3s")]
    public void Other_texts_are_no_durations(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData("""{"a":1,"b":[1,2,{"c":"x","d":[]}],"e":{},"f":null,"g":true}""")]
    [InlineData("""{"metadata":{"name":"x","labels":{"app.kubernetes.io/name":"y"}}}""")]
    [InlineData("""{"s":["","yes","no","null","~","1","01","1.5","0x1f","1e3","12:30","2026-01-01",".inf","-","- a","a: b","a #b","#","&a","*a","!a","%a","@a","`a","'a'","\"a\"","a\tb"," a","a ","a\u0001b","ä","{a","[a","a,b","a:","?a","|","> b","=","<<"]}""")]
    [InlineData("""{"t":"one\ntwo\n","u":"one\ntwo","v":"one\n\n  two\n\n","w":"\nlead","x":" space\nfirst","y":"trail \nx\n","z":["a\nb\n"]}""")]
    [InlineData("""{"n":9007199254740993,"m":-1,"list":[[1,2],[3,[4]]],"on":"off","y":"n","123":"number key","a b":"space key"}""")]
    public void Yaml_means_what_the_json_means(string json)
    {
        // A manifest reader stands for every reader of YAML; it takes objects only, with any members.
        var yaml = YamlText.Write(JsonElement.Parse(json));

        var read = ManifestReader.Read(yaml).Single().CanonicalJson;

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(json), JsonElement.Parse(read)), yaml);
    }

    [Theory]
    [InlineData("a\nb\nc\n", "a\nb\nc\n", "")]
    [InlineData("a\nb\nc\n", "a\nx\nc\n", "@@ -1 +1 @@| a|-b|+x| c")]
    [InlineData("", "a\nb\n", "@@ -1 +1 @@|+a|+b")]
    [InlineData("a\nb\n", "", "@@ -1 +1 @@|-a|-b")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\nx\n", "@@ -6 +6 @@| 6| 7| 8|-9|+x")]
    public void Differences_read_as_in_diff_u(string before, string after, string expected) =>
        Assert.Equal(expected, string.Join('|', LineDiff.Lines(before, after)));
}
