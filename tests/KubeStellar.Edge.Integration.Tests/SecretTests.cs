using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Secrets at a hub: canaries are planted wherever one can come in, much is done and goes wrong, and nothing readable of them is left.</summary>
public sealed class SecretTests
{
    private const string Policy = """
        import { policy } from "kubestellar";
        export default policy({
          selects: { labels: { app: "shop" } },
          seals: [{ kind: "Terminal", paths: ["spec.auth.password", "spec.readers[*].pin"] }],
          place: (object, edge) => {
            if (object.metadata.name === "boom") throw new Error(`boom ${JSON.stringify(object)}`);
            return edge.labels.kind === "store";
          },
          customize: (object, edge) => {
            if (object.metadata.name === "joined") object.stringData.url = `postgres://u:${object.stringData.password}@db`;
            else if (object.stringData) object.stringData.copy = object.stringData.password;
          },
        });
        """;

    private readonly Canaries _canaries = new();
    private readonly List<string> _seen = [];

    [Fact]
    public async Task Planted_canaries_are_found_nowhere_after_edits_failures_and_questions()
    {
        var token = Site.Patience(150);
        await using var fleet = new Fleet();

        // A source whose Secret is no YAML, because its quotes were forgotten, and then a good one.
        var source = Site.Write(fleet, "gitops", ("s.yaml", Secret("sourced", $"*{_canaries.Plant()}", _canaries.Plant())));
        await fleet.StartHubAsync(token, "--heartbeat", "2s", "--source", $"dir:{source}");
        await MainJobTests.UntilAsync(fleet, ["get", "sources"], output => output.Contains("Refused", StringComparison.Ordinal) && Seen(output), token);
        Site.Write(fleet, "gitops", ("s.yaml", Secret("sourced", _canaries.Plant(), _canaries.Plant())));
        await MainJobTests.UntilAsync(fleet, ["get", "sources"], output => output.Contains("Synced", StringComparison.Ordinal) && Seen(output), token);

        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app",
            ("shop.js", Policy), ("db.yaml", Secret("db", _canaries.Plant(), _canaries.Plant())), ("marked.yaml", Marked("marked", _canaries.Plant())), ("large.yaml", Large(_canaries.Plant())), ("till.yaml", Till(_canaries.Plant(), _canaries.Plant())));
        Assert.Equal(0, await RunAsync(fleet, token, "apply", "-f", folder));
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Keys.Any(name => name.Contains("db", StringComparison.Ordinal)) && files.Keys.Any(name => name.Contains("till", StringComparison.Ordinal)), token);

        // The same again is no change; what is bad is refused; what people ask is answered.
        Assert.Equal(0, await RunAsync(fleet, token, "apply", "-f", folder));
        Assert.All(_seen[^1].Trim().Split('\n'), line => Assert.EndsWith(" unchanged", line, StringComparison.Ordinal));
        Assert.Equal(0, await RunAsync(fleet, token, "apply", "-f", Site.Write(fleet, "trouble", ("joined.yaml", Secret("joined", _canaries.Plant(), _canaries.Plant())), ("boom.yaml", Secret("boom", _canaries.Plant(), _canaries.Plant())))));
        Assert.Equal(2, await RunAsync(fleet, token, "apply", "-f", Path.Combine(Site.Write(fleet, "bad1", ("a.yaml", Secret("bad", _canaries.Plant(), "x").Replace("eA==", $"{_canaries.Plant()}!", StringComparison.Ordinal))), "a.yaml")));
        Assert.Equal(0, await RunAsync(fleet, token, "get", "workloads", "secret/shop/db", "-o", "yaml"));
        Assert.Contains("kse-sealed.1.", _seen[^1], StringComparison.Ordinal);
        var stolen = Site.Write(fleet, "bad2", ("a.yaml", Secret("stolen", Handle(_seen[^1]), "x")));
        Assert.Equal(2, await RunAsync(fleet, token, "apply", "-f", stolen));
        Assert.Contains("stringData.password: this sealed value cannot be taken here", _seen[^1], StringComparison.Ordinal);
        var next = Site.Write(fleet, "next", ("db.yaml", Secret("db", _canaries.Plant(), _canaries.Plant())), ("shop.js", Policy));
        Assert.Equal(1, await RunAsync(fleet, token, "diff", "-f", next));
        Assert.Equal(1, await RunAsync(fleet, token, "policy", "preview", "-f", Path.Combine(next, "shop.js"), "--against", "kse", "-o", "json"));
        foreach (var question in new[] { "explain store-1 secret/shop/db", "explain secret/shop/joined", "explain secret/shop/boom", "get policies -o yaml", "get decisions -o json", "get events -o json", "get status -o json", "get placements -o json" })
            await RunAsync(fleet, token, question.Split(' '));
        Assert.Contains(_seen, text => text.Contains("a sealed value was cut, joined to other text or made up", StringComparison.Ordinal));
        Assert.Contains(_seen, text => text.Contains("boom", StringComparison.Ordinal) && text.Contains("Stalled", StringComparison.Ordinal));

        // Killed at once after an edit, it has all of it sealed, and goes on.
        Assert.Equal(0, await RunAsync(fleet, token, "apply", "-f", Path.Combine(next, "db.yaml")));
        await fleet.Hub!.KillAsync(token);
        var lines = fleet.Hub.Lines;
        await fleet.StartHubAsync(token, "--heartbeat", "2s", "--source", $"dir:{source}");
        Assert.Equal(0, await RunAsync(fleet, token, "apply", "-f", Path.Combine(next, "db.yaml")));
        Assert.EndsWith(" unchanged", _seen[^1].Trim(), StringComparison.Ordinal);

        Assert.Empty(_canaries.InTexts([.. _seen, .. lines, .. fleet.Hub.Lines]));
        Assert.Empty(await _canaries.InStreamsAsync(fleet, token));
        Assert.Empty(_canaries.InFiles(fleet.HubState, fleet.EdgeState("store-1"), fleet.Folder["config"], fleet.Folder["state"]));
    }

    // The last output is what its assertions speak of.
    private async Task<int> RunAsync(Fleet fleet, CancellationToken token, params string[] arguments)
    {
        var result = await fleet.CliAsync(token, arguments);
        _seen.Add(result.Out + result.Error);
        return result.ExitCode;
    }

    private bool Seen(string output)
    {
        _seen.Add(output);
        return true;
    }

    private static string Handle(string yaml) => yaml.Split(["\"", " ", "\n"], StringSplitOptions.RemoveEmptyEntries).First(word => word.StartsWith("kse-sealed.1.", StringComparison.Ordinal));

    private string Secret(string name, string text, string encoded) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata:
          name: {{name}}
          namespace: shop
          labels: { app: shop }
          annotations:
            kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"password":"{{_canaries.Plant()}}"} }'
        stringData:
          password: {{text}}
        data:
          token: {{Convert.ToBase64String(Encoding.UTF8.GetBytes(encoded))}}
        """;

    private static string Marked(string name, string value) =>
        $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: {{name}}, namespace: shop, labels: { app: shop }, annotations: { edge.kubestellar.io/sealed: data.value } }
        data: { value: "{{value}}" }
        """;

    // Too large for one message, and nothing that packs well: it goes ahead in chunks.
    private static string Large(string value) => Marked("large", $"{value} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(1024 * 1024))} {value}");

    private static string Till(string password, string pin) =>
        $$"""
        apiVersion: pay.example.com/v1
        kind: Terminal
        metadata: { name: till, namespace: shop, labels: { app: shop } }
        spec: { auth: { user: till, password: "{{password}}" }, readers: [{ name: chip, pin: "{{pin}}" }] }
        """;
}
