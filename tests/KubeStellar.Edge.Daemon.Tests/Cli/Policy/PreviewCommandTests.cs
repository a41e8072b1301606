using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Policy;

public sealed class PreviewCommandTests : IDisposable
{
    private readonly CliRun _run = new();

    public PreviewCommandTests() => _run.Write("web.js", "export default 1;\n");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task What_would_change_is_shown_by_object_and_by_distinct_change()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""
            {"edges":1500,"objects":[{"object":"_.ConfigMap.shop.a","policy":"default.web","before":"default.old","gained":1200,"lost":1,"changed":2,"same":40,"variants":2,"gainedSample":["e1","e2","e3","e4"],"lostSample":["e9"]}],
             "changes":[{"object":"_.ConfigMap.shop.a","change":"changed","edges":2,"sample":["e5","e6"],"beforeDigest":"1","afterDigest":"2","before":{"data":{"a":"1"}},"after":{"data":{"a":"2"}}}],"moreChanges":3,
             "stalls":[],"contents":2,"manifests":1,"roots":1203,"removals":1,"placements":43,"holds":[]}
            """);

        Assert.Equal(0, await _run.RunAsync("policy", "preview", "-f", Path.Combine(_run.Folder, "web.js")));

        Assert.Equal(ApiVerbs.Preview, _run.Hub.Asked.Single(asked => asked.Verb != ApiVerbs.Info).Verb);
        Assert.Equal(
            [
                "configmap/shop/a by default.web instead of default.old: 2 variants",
                "  + 1,200 edges gain it: e1, e2, e3 and 1,197 more",
                "  - 1 edge loses it: e9",
                "  ~ 2 edges get another variant",
                "  = 40 edges stay",
                "",
                "configmap/shop/a (changed) at 2 edges: e5, e6",
                "@@ -1 +1 @@",
                " data:",
                "-  a: \"1\"",
                "+  a: \"2\"",
                "and 3 more distinct changes",
                "",
                "would publish 2 contents, 1 manifest, 1,203 roots; would remove 1 of 43 placements",
            ],
            _run.Lines);
    }

    [Fact]
    public async Task What_would_stall_or_be_held_gives_exit_code_1()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("""
            {"edges":9,"objects":[],"changes":[],"stalls":[
               {"policy":"default.web","object":"_.ConfigMap.shop.a","edges":2,"whole":false,"reason":"Threw","message":"x is undefined at e1","location":"web.js:3:5","sample":["e1","e2"]},
               {"policy":"default.web","object":"_.ConfigMap.shop.b","edges":7,"whole":true,"reason":"TimedOut","message":"too slow","location":"","sample":["e1"]}],
             "contents":0,"manifests":0,"roots":0,"removals":20,"placements":40,"holds":[{"policy":"default.web","removals":20,"edges":5,"sample":["e1 _.ConfigMap.shop.a"]}]}
            """);

        Assert.Equal(1, await _run.RunAsync("policy", "preview", "-f", Path.Combine(_run.Folder, "web.js")));
        Assert.Equal(
            [
                "nothing would change",
                "would publish 0 contents, 0 manifests, 0 roots; would remove 20 of 40 placements",
                "stalls: default.web would stall at 2 edges: e1, e2",
                "  configmap/shop/a: Threw: x is undefined at e1 web.js:3:5",
                "stalls: default.web would stall as a whole; 7 edges keep what they have",
                "  configmap/shop/b: TimedOut: too slow",
                "held: default.web would wait for 'kse confirm', because it removes 20 placements from 5 edges: e1 _.ConfigMap.shop.a",
            ],
            _run.Lines);
    }

    [Fact]
    public async Task Values_go_with_the_policy()
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("{}");
        var values = _run.Write("values.yaml", "region: eu\n");
        Assert.Equal(0, await _run.RunAsync("policy", "preview", "-f", Path.Combine(_run.Folder, "web.js"), "--values", values, "--set", "n=3", "--set-json", "zones=[1]"));
        var policy = Assert.Single(JsonElement.Parse(_run.Hub.Asked.Single(asked => asked.Verb == ApiVerbs.Preview).Body).GetProperty("policies").EnumerateArray());
        Assert.Equal("""{"n":"3","region":"eu","zones":[1]}""", policy.GetProperty("bundle").GetProperty("parameters").GetRawText());
    }

    [Theory]
    [InlineData("nats://10.0.0.1:4222", "nats://10.0.0.1:4222")]
    [InlineData("kse", "nats://127.0.0.1:4222")]
    public async Task Against_names_a_context_or_a_url(string against, string server)
    {
        _run.Hub.Answer = (_, _) => FakeHub.Ok("{}");
        Assert.Equal(0, await _run.RunAsync("policy", "preview", "-f", Path.Combine(_run.Folder, "web.js"), "--against", against));
        Assert.Equal(server, _run.Connected!.Server);

        Assert.Equal(2, await _run.RunAsync("policy", "preview", "-f", Path.Combine(_run.Folder, "web.js"), "--against", against, "--server", "nats://x"));
        Assert.Contains("give one of them", _run.Error, StringComparison.Ordinal);
    }
}
