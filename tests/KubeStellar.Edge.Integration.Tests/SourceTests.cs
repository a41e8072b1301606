using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A hub that takes its objects and policies from elsewhere.</summary>
public sealed class SourceTests
{
    [Fact]
    public async Task A_checkout_reaches_the_edges_with_its_commit_and_no_accident_takes_it_away()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        var checkout = Site.Write(fleet, "checkout", [("shop.js", Site.Policy()), .. Enumerable.Range(0, 10).Select(i => ($"c{i}.yaml", Site.ConfigMap($"c{i}", "1")))]);
        Commit(checkout, new string('a', 40));
        var source = $"git-checkout:{checkout}";
        await fleet.StartHubAsync(token, "--source", source);
        await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 10, token);
        await MainJobTests.UntilAsync(fleet, ["get", "sources", "-o", "wide"], o => o.Contains("Synced", StringComparison.Ordinal) && o.Contains("aaaaaaaaaaaa", StringComparison.Ordinal), token);
        Assert.Contains($"commit {new string('a', 40)}", (await fleet.CliAsync(token, "get", "events")).Ok(), StringComparison.Ordinal);

        // A checkout with an error is refused whole, with its place; people do not change what is its own.
        File.WriteAllText(Path.Combine(checkout, "bad.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: [\n");
        await MainJobTests.UntilAsync(fleet, ["get", "sources"], o => o.Contains("Refused", StringComparison.Ordinal) && o.Contains("bad.yaml:", StringComparison.Ordinal), token);
        var own = Site.Write(fleet, "own", ("c0.yaml", Site.ConfigMap("c0", "2")));
        Assert.Contains(source, (await fleet.CliAsync(token, "apply", "-f", own)).Error, StringComparison.Ordinal);

        // Mended, with one file changed and one gone.
        File.Delete(Path.Combine(checkout, "c9.yaml"));
        File.WriteAllText(Path.Combine(checkout, "bad.yaml"), Site.ConfigMap("c0", "2"));
        File.Delete(Path.Combine(checkout, "c0.yaml"));
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 9 && files.Values.Any(text => text.Contains("\"value\":\"2\"", StringComparison.Ordinal)), token);

        // Gone, also for a hub that starts without it: everything stays.
        Directory.Delete(checkout, recursive: true);
        await fleet.Hub!.StopAsync(token);
        await fleet.StartHubAsync(token, "--source", source);
        await MainJobTests.UntilAsync(fleet, ["get", "sources"], o => o.Contains("Held", StringComparison.Ordinal), token);
        Assert.Equal(9, Site.Read(fleet.Target("store-1")).Count);

        // A person's word lets them go; then the guard has its say.
        (await fleet.CliAsync(token, "confirm", source)).Ok();
        await MainJobTests.UntilAsync(fleet, ["get", "policies"], o => o.Contains("Held", StringComparison.Ordinal), token);
        Assert.Equal(9, Site.Read(fleet.Target("store-1")).Count);
        (await fleet.CliAsync(token, "confirm", "shop")).Ok();
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 0, token);
    }

    private static void Commit(string checkout, string commit)
    {
        Directory.CreateDirectory(Path.Combine(checkout, ".git"));
        File.WriteAllText(Path.Combine(checkout, ".git", "HEAD"), commit + "\n");
    }
}
