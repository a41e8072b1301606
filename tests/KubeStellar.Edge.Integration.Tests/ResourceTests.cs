using System.Diagnostics;
using System.Globalization;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Integration.Tests;

/// <summary>A device that runs out of something: it says so, loses nothing, does not end, and goes on by itself when there is enough again.</summary>
public sealed class ResourceTests
{
    private static readonly string[] Troubles = ["\"DiskFull\"", "\"ReadOnly\"", "\"DiskFailed\"", "\"FilesUsedUp\""];

    [SoakFact]
    public async Task A_full_disk_holds_a_site_where_it_is_through_a_power_cut_and_until_there_is_room()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        using var disk = Disk(fleet);
        var (edge, folder) = await StartAsync(fleet, token);

        disk.Fill();
        await EditAsync(fleet, folder, "after", token);
        await SaysAsync(fleet, "DiskFull", token);
        Holds(fleet, "before");

        await edge.KillAsync(token);
        edge = await fleet.StartEdgeAsync("store-1", null, token);
        await SaysAsync(fleet, "DiskFull", token);
        Holds(fleet, "before");

        disk.Relieve();
        await ConvergedAsync(fleet, edge, "after", token);
    }

    [SoakFact]
    public async Task On_a_disk_that_can_only_be_read_it_does_not_start_touches_nothing_and_says_why()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        using var disk = Disk(fleet);
        var (edge, folder) = await StartAsync(fleet, token);

        await edge.KillAsync(token);
        Assert.True(disk.ReadOnly(true));
        await EditAsync(fleet, folder, "after", token);
        edge = fleet.LaunchEdge("store-1", null);
        Assert.NotEqual(0, await edge.ExitCodeAsync(token));
        Assert.Contains(edge.Lines, line => line.Contains("a disk that can be written", StringComparison.Ordinal));
        Holds(fleet, "before");

        // As systemd does, again and again.
        Assert.True(disk.ReadOnly(false));
        edge = await fleet.StartEdgeAsync("store-1", null, token);
        await ConvergedAsync(fleet, edge, "after", token);
    }

    [SoakFact]
    public async Task Without_file_descriptors_nothing_is_lost_and_it_goes_on_when_there_are_some()
    {
        var token = Site.Patience(180);
        await using var fleet = new Fleet();
        var (edge, folder) = await StartAsync(fleet, token);

        // Where not even a thread can wait any more the runtime gives up; then the next start has to repair, as systemd would have it.
        Limit(edge, Directory.GetFiles($"/proc/{edge.Id}/fd").Length);
        var ended = edge.ExitCodeAsync(token);
        for (var round = 0; round < 5; round++)
        {
            await EditAsync(fleet, folder, $"round-{round}", token);
            Assert.NotEmpty(Site.Read(fleet.Target("store-1")));
        }

        if (ended.IsCompleted)
            edge = await fleet.StartEdgeAsync("store-1", null, token);
        else
            Limit(edge, 4096);
        await ConvergedAsync(fleet, edge, "round-4", token);
    }

    [SoakFact]
    public async Task In_little_memory_it_takes_a_thousand_objects()
    {
        var token = Site.Patience(240);
        await using var fleet = new Fleet();
        var (edge, folder) = await StartAsync(fleet, token);
        using var memory = MemoryLimit.Of(edge.Id, 128);
        var value = new string('x', 4000);
        Site.Write(fleet, "app", [.. Enumerable.Range(0, 1000).Select(i => ($"o{i}.yaml", Site.ConfigMap("o" + i.ToString(CultureInfo.InvariantCulture), value)))]);
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();

        await Site.FilesAsync(fleet.Target("store-1"), files => files.Count == 1001, token);
        await ConvergedAsync(fleet, edge, "before", token);
    }

    private static async Task<(KseProcess Edge, string Folder)> StartAsync(Fleet fleet, CancellationToken token)
    {
        await fleet.StartHubAsync(token, "--heartbeat", "2s");
        var edge = await fleet.StartEdgeAsync("store-1", await fleet.TokenAsync(token, "kind=store"), token);
        var folder = Site.Write(fleet, "app", ("shop.js", Site.Policy()));
        await EditAsync(fleet, folder, "before", token);
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "60s")).Ok();
        return (edge, folder);
    }

    private static SmallDisk Disk(Fleet fleet)
    {
        var disk = SmallDisk.TryOver(fleet.Folder["edges", "store-1"], 8);
        Assert.SkipWhen(disk is null, "a disk of its own can be mounted by root only");
        return disk!;
    }

    private static async Task EditAsync(Fleet fleet, string folder, string value, CancellationToken token)
    {
        Site.Write(fleet, "app", ("a.yaml", Site.ConfigMap("a", value)));
        (await fleet.CliAsync(token, "apply", "-f", folder)).Ok();
    }

    private static Task<string> SaysAsync(Fleet fleet, string trouble, CancellationToken token) =>
        MainJobTests.UntilAsync(fleet, ["get", "edges", "-o", "json"], text => text.Contains(trouble, StringComparison.Ordinal), token);

    private static void Holds(Fleet fleet, string value) =>
        Assert.Contains($"\"value\":\"{value}\"", File.ReadAllText(Site.FileOf(fleet.Target("store-1"), "-a")), StringComparison.Ordinal);

    private static async Task ConvergedAsync(Fleet fleet, KseProcess edge, string value, CancellationToken token)
    {
        await Site.FilesAsync(fleet.Target("store-1"), files => files.Values.Any(text => text.Contains($"\"value\":\"{value}\"", StringComparison.Ordinal)), token);
        (await fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "60s")).Ok();
        await MainJobTests.UntilAsync(fleet, ["get", "edges", "-o", "json"], text => !Troubles.Any(trouble => text.Contains(trouble, StringComparison.Ordinal)), token);
        Assert.False(edge.EndedByItself);
    }

    private static void Limit(KseProcess process, int descriptors)
    {
        using var limit = Process.Start("prlimit", ["--pid", process.Id.ToString(CultureInfo.InvariantCulture), $"--nofile={descriptors}:4096"]);
        limit.WaitForExit();
        Assert.Equal(0, limit.ExitCode);
    }
}
