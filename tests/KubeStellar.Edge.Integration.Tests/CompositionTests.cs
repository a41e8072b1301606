using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Policies composed of a shared library, one module and the values of two teams, with a real hub and a real edge.</summary>
public sealed class CompositionTests
{
    private const string Tiers = """
        export const tierOf = edge => edge.labels.size === "large" ? "gold" : "basic";
        """;

    private const string Shop = """
        import { policy, parameters } from "kubestellar";
        import { tierOf } from "tiers@1.0.0";
        const p = parameters({ app: { type: "string" }, copies: { type: "integer", default: 1, minimum: 1 } });
        export default policy({
          name: "shop",
          selects: { where: object => object.metadata.labels?.app === p.app },
          place: (object, edge) => edge.labels.kind === "store",
          customize: (object, edge) => { object.data.size = `${tierOf(edge)}-${p.copies}`; },
        });
        """;

    [SoakFact]
    public async Task One_module_and_a_library_serve_two_teams()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store", "size=large"), token);
        var library = Site.Write(fleet, "tiers", ("index.js", Tiers));
        var teams = Site.Write(fleet, "teams", ("shop.js", Shop), ("teams.yaml", $"{Instance("a", "copies: 3")}---\n{Instance("b", "")}"), ("a.yaml", Site.ConfigMap("a", "1", "a")), ("b.yaml", Site.ConfigMap("b", "1", "b")));

        var early = await fleet.CliAsync(token, "apply", "-f", teams);
        Assert.Contains("the workspace default has no library tiers@1.0.0", early.Error, StringComparison.Ordinal);
        Assert.Contains("library/tiers@1.0.0 created", (await fleet.CliAsync(token, "apply", "--library", "tiers@1.0.0", "-f", library)).Ok(), StringComparison.Ordinal);
        var applied = (await fleet.CliAsync(token, "apply", "-f", teams)).Ok();
        Assert.Contains("policy/team-a created", applied, StringComparison.Ordinal);
        Assert.DoesNotContain("policy/shop", applied, StringComparison.Ordinal);

        await Site.FilesAsync(
            fleet.Target("store-1"), f => f.Count == 2 && f.Values.Any(v => v.Contains("gold-3", StringComparison.Ordinal)) && f.Values.Any(v => v.Contains("gold-1", StringComparison.Ordinal)), token);

        await RefusedAsync(fleet, "thershold", ["apply", "-f", Path.Combine(teams, "shop.js"), "--set", "app=c", "--set", "thershold=1"], token);
        await RefusedAsync(fleet, "copies", ["apply", "-f", Path.Combine(teams, "shop.js"), "--set", "app=c", "--set", "copies=0"], token);
        await RefusedAsync(fleet, "the policy team-a, the policy team-b", ["delete", "library", "tiers@1.0.0"], token);
        Site.Write(fleet, "tiers", ("index.js", Tiers + "\n// other\n"));
        await RefusedAsync(fleet, "publish a new version", ["apply", "--library", "tiers@1.0.0", "-f", library], token);
        Site.Write(fleet, "tiers", ("index.js", "export const x = ;"));
        await RefusedAsync(fleet, Path.Combine(library, "index.js") + ":1:", ["apply", "--library", "tiers@1.1.0", "-f", library], token);
        Assert.Contains("tiers   1.0.0     team-a,team-b", (await fleet.CliAsync(token, "get", "libraries")).Ok(), StringComparison.Ordinal);
        Assert.Contains("app=a,copies=3", (await fleet.CliAsync(token, "get", "policies", "-o", "wide")).Ok(), StringComparison.Ordinal);
    }

    private static string Instance(string team, string more) => $"""
        apiVersion: edge.kubestellar.io/v1alpha1
        kind: PolicyInstance
        metadata:
          name: team-{team}
        spec:
          module: ./shop.js
          parameters:
            app: {team}
            {more}

        """;

    private static async Task RefusedAsync(Fleet fleet, string part, string[] arguments, CancellationToken token)
    {
        var refused = await fleet.CliAsync(token, arguments);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(part, refused.Error, StringComparison.Ordinal);
    }
}
