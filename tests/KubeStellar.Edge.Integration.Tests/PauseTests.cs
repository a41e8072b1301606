using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A device holds changes off by itself, through SIGKILLs and edits, and goes back by itself.</summary>
public sealed class PauseTests
{
    private const string GoesBack = """
        import { health, policy } from "kubestellar";
        export default policy({
          selects: { kinds: ["ConfigMap"], labels: { app: "shop" } },
          place: () => true,
          site: { rollback: { after: "3s" } },
        });
        """;

    [Fact]
    public async Task Changes_are_held_until_somebody_at_the_device_lets_them_in()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var edge = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var state = fleet.EdgeState("store-1");
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "before")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();

        Assert.Contains("changes are held", (await fleet.CliAsync(token, "pause", "--state", state, "--reason", "operation", "--for", "4h")).Ok(), StringComparison.Ordinal);
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "after")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        await edge.WaitForLineAsync("Accepted root", token);
        await edge.KillAsync(token);
        File.Delete(Site.FileOf(fleet.Target("store-1"), "-a"));
        await fleet.StartEdgeAsync("store-1", null, token);
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Values.Any(text => text.Contains("before", StringComparison.Ordinal)), token);
        Assert.Contains("ChangesHeld", (await fleet.CliAsync(token, "status", "--state", state)).Ok(), StringComparison.Ordinal);

        (await fleet.CliAsync(token, "resume", "--state", state)).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Values.All(text => text.Contains("after", StringComparison.Ordinal)), token);
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();
        Assert.Contains("nothing was held", (await fleet.CliAsync(token, "resume", "--state", state)).Ok(), StringComparison.Ordinal);
    }

    [SoakFact]
    public async Task What_cannot_be_applied_goes_back_and_the_hub_hears_why()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", GoesBack), ("a.yaml", Site.ConfigMap("a", "good")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();

        // Somebody else's file stands where the new object is to go.
        var name = Path.GetFileName(Site.FileOf(fleet.Target("store-1"), "-a")).Replace("-a", "-b", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(fleet.Target("store-1"), name), "{}");
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", "bad")), ("b.yaml", Site.ConfigMap("b", "bad")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();

        await Site.FilesAsync(fleet.Target("store-1"), files => files.Values.Any(text => text.Contains("bad", StringComparison.Ordinal)), token);
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Values.Any(text => text.Contains("good", StringComparison.Ordinal)), token);
        (await fleet.CliAsync(token, "wait", "--for=condition=Degraded", "policy/shop", "--timeout", "30s")).Ok();
        Assert.Contains("WentBack", (await fleet.CliAsync(token, "explain", "store-1", "ConfigMap/shop/a")).Ok(), StringComparison.Ordinal);
    }
}
