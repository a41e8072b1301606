using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;

namespace KubeStellar.Edge.Perf.Scenarios.Recovery;

/// <summary>What many updates, one after another, write to the disks of the edge and of the hub, and what stays there.</summary>
internal static class StoreVolume
{
    private const double Thousand = 1000;

    public static async Task RunAsync(RecoverySite site, BenchReport report, int edits, CancellationToken token)
    {
        var hub = ProcFs.Tree(site.Hub.Id);
        var server = hub.Where(pid => ProcFs.Name(pid) == "nats-server").ToList();
        var (edgeBytes, hubBytes, serverBytes) = (ProcFs.WrittenBytes([site.Edge.Id]), ProcFs.WrittenBytes(hub.Except(server)), ProcFs.WrittenBytes(server));
        var size = SizeOf(site.Fleet.EdgeState(RecoverySite.Id));
        using var seen = new FileValueWatch(site.Fleet.Target(RecoverySite.Id));
        for (var edit = 0; edit < edits; edit++)
        {
            var edition = RecoverySite.Edition(edit) + "live";
            var there = seen.WaitForAsync(edition, token);
            await site.EditAsync(edit, edition, token);
            await there;
        }

        (await site.Fleet.CliAsync(token, "wait", "--for=converged", "--timeout", "60s")).Ok();
        (string, object)[] tags = [("updates", edits), ("objects", site.Objects)];
        var thousands = edits / Thousand;
        report.Add("edge_written_mib_per_1000", MiB(ProcFs.WrittenBytes([site.Edge.Id]) - edgeBytes) / thousands, "MiB", tags);
        report.Add("hub_written_mib_per_1000", MiB(ProcFs.WrittenBytes(hub.Except(server)) - hubBytes) / thousands, "MiB", tags);
        report.Add("server_written_mib_per_1000", MiB(ProcFs.WrittenBytes(server) - serverBytes) / thousands, "MiB", tags);
        report.Add("edge_store_mib", MiB(SizeOf(site.Fleet.EdgeState(RecoverySite.Id))), "MiB", tags);
        report.Add("edge_store_growth_mib_per_1000", MiB(SizeOf(site.Fleet.EdgeState(RecoverySite.Id)) - size) / thousands, "MiB", tags);
    }

    private static double MiB(long bytes) => bytes / (1024.0 * 1024.0);

    private static long SizeOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Exists ? file.Length : 0);
}
