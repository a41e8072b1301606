using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>Disks that lie: bits flip in a device's files, while its daemon runs and while it does not.</summary>
public sealed class DamageTests
{
    [SoakFact]
    public async Task Flipped_bits_are_never_believed_cost_a_fetch_and_take_nothing_away()
    {
        var token = Site.Patience(120);
        await using var fleet = new Fleet();
        var hub = await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var edge = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token, "--heartbeat", "1s");
        var state = fleet.EdgeState("store-1");
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()), ("a.yaml", Site.ConfigMap("a", "1")), ("b.yaml", Site.ConfigMap("b", "1")));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();

        // Contents, under a running daemon: what it needs next does not have its digest, is set aside and comes from the hub once more.
        FlipAll(Path.Combine(state, "content"));
        File.Delete(Site.FileOf(fleet.Target("store-1"), "-a"));
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 2 && files.Values.All(text => text.Contains("\"1\"", StringComparison.Ordinal)), token);

        // The root, between two runs and with no hub: nothing is believed, nothing is taken away, and it is said.
        await edge.KillAsync(token);
        await hub.KillAsync(token);
        Flip(Path.Combine(state, "accepted.json"));
        FlipAll(Path.Combine(state, "content"));
        await fleet.StartEdgeAsync("store-1", null, token, "--heartbeat", "1s");
        await MainJobTests.UntilAsync(fleet, ["status", "--state", state], output => output.Contains("StoreDamaged", StringComparison.Ordinal), token);
        Assert.Equal(2, Site.Read(fleet.Target("store-1")).Count);

        // The hub hears of it, and mends it.
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        File.Delete(Site.FileOf(fleet.Target("store-1"), "-b"));
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 2, token);
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "30s")).Ok();
        await MainJobTests.UntilAsync(fleet, ["status", "--state", state], output => !output.Contains("StoreDamaged", StringComparison.Ordinal), token);
    }

    private static void FlipAll(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            Flip(file);
        }
    }

    // In place, as a disk does it: no rename, no other length.
    private static void Flip(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Position = stream.Length / 2;
        var there = stream.ReadByte();
        stream.Position = stream.Length / 2;
        stream.WriteByte((byte)(there ^ 4));
    }
}
