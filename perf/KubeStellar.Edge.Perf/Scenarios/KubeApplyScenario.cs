using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.TestKit.Cluster;
using KubeStellar.Edge.TestKit.Cluster.Proxy;
using KubeStellar.Edge.TestKit.Cluster.Real;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>
/// Objects into a cluster: cold, the same again, one edit among many; next to <c>kubectl apply --server-side</c> of the same files. Ours is measured from
/// the apply at the hub to the last object seen by a watch of the API server, so hub, NATS and the edge's own disk are in it.
/// </summary>
internal static class KubeApplyScenario
{
    private const string Ours = "ours";
    private const string Theirs = "theirs";
    private const int Many = 5000;

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("k8s-apply");
        var count = options.KubeObjects;
        await using var world = await KubeWorld.StartAsync(token, Ours, Theirs);
        (string Key, object Value)[] tags = [("objects", count), ("server", world.Server.Name + world.Server.Version)];
        var kubectl = await KubectlAsync(world, count, token);
        await using var seen = new KubeWatch(world.Server, Ours);

        await world.Client.ApplyAsync(token, [.. Enumerable.Range(0, count).Select(i => KubeObjects.Of(i, Ours))]);
        world.Proxy.ClearRequests();
        var start = Stopwatch.GetTimestamp();
        await PolicyAsync(world, token);
        var cold = Stopwatch.GetElapsedTime(start, await seen.UntilAsync(objects => objects.Count == count, token)).TotalSeconds;
        (await world.Fleet.CliAsync(token, "wait", "--for=settled", "--timeout", "60s")).Ok();
        report.Add("cold_s", cold, "s", tags);
        Requests(report, "cold", world.Proxy, tags);
        report.Add("kubectl_cold_s", kubectl.Cold, "s", tags);
        report.Add("kubectl_cold_requests", kubectl.ColdRequests, "requests", tags);
        report.Add("cold_ratio", cold / kubectl.Cold, "x", tags);

        // One object more is a new tree: the edge looks at all of it again.
        world.Proxy.ClearRequests();
        start = Stopwatch.GetTimestamp();
        await world.Client.ApplyAsync(token, KubeObjects.Of(Many * 10, Ours));
        var warm = Stopwatch.GetElapsedTime(start, await seen.UntilAsync(objects => objects.Count == count + 1, token)).TotalSeconds;
        report.Add("warm_s", warm, "s", tags);
        report.Add("warm_writes", world.Proxy.Requests.Count(request => request.IsWrite) - 1, "requests", tags);
        report.Add("kubectl_warm_s", kubectl.Warm, "s", tags);
        report.Add("kubectl_warm_writes", kubectl.WarmWrites, "requests", tags);
        report.Add("warm_ratio", warm / kubectl.Warm, "x", tags);

        // Killed and started: everything is listed, nothing is written.
        world.Proxy.ClearRequests();
        start = Stopwatch.GetTimestamp();
        await world.RestartEdgeAsync(token);
        await TakenUpAsync(world, token);
        report.Add("restart_s", Stopwatch.GetElapsedTime(start).TotalSeconds, "s", tags);
        report.Add("restart_writes", world.Proxy.Requests.Count(request => request.IsWrite), "requests", tags);
        Requests(report, "restart", world.Proxy, tags);

        await EditsAsync(report, world, seen, count + 1, options, token);
        report.Save();
    }

    private static async Task EditsAsync(BenchReport report, KubeWorld world, KubeWatch seen, int there, BenchOptions options, CancellationToken token)
    {
        await world.Client.ApplyAsync(token, [.. Enumerable.Range(there, Many - there).Select(i => KubeObjects.Of(i, Ours))]);
        await seen.UntilAsync(objects => objects.Count == Many, token);
        List<double> times = [];
        world.Proxy.ClearRequests();
        for (var edition = 2; edition < options.Rounds + 2; edition++)
        {
            var start = Stopwatch.GetTimestamp();
            await world.Client.ApplyAsync(token, KubeObjects.Of(5, Ours, edition));
            var wanted = edition.ToString(CultureInfo.InvariantCulture);
            times.Add(Stopwatch.GetElapsedTime(start, await seen.UntilAsync(
                objects => objects.Any(item => item.Key.EndsWith(KubeObjects.NameOf(5), StringComparison.Ordinal) && (string?)item.Value["data"]?["edition"] == wanted), token)).TotalMilliseconds);
        }

        report.Add("edit_ms", BenchReport.Median(times), "ms", ("tracked", Many), ("edits", options.Rounds));
        report.Add("edit_writes", (double)world.Proxy.Requests.Count(request => request.IsWrite) / options.Rounds, "requests", ("tracked", Many));
        report.Add("edit_bytes", (double)world.Proxy.Requests.Where(request => request.IsWrite).Sum(request => request.BytesIn) / options.Rounds, "bytes", ("tracked", Many));
    }

    private static Task<System.Text.Json.JsonElement> PolicyAsync(KubeWorld world, CancellationToken token) =>
        world.Client.ApplyPolicyAsync("everything", Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "everything.js"), token);

    // The edge says itself when all of its tree is applied.
    private static async Task TakenUpAsync(KubeWorld world, CancellationToken token)
    {
        while (true)
        {
            var status = JsonNode.Parse((await world.Fleet.CliAsync(token, "status", "--state", world.Fleet.EdgeState("store-1"), "-o", "json")).Ok())!;
            if ((bool?)status["applied"] == true)
                return;
        }
    }

    private static void Requests(BenchReport report, string what, FaultProxy proxy, (string Key, object Value)[] tags)
    {
        var requests = proxy.Requests;
        report.Add(what + "_requests", requests.Count, "requests", tags);
        report.Add(what + "_bytes", requests.Sum(request => request.BytesIn + request.BytesOut), "bytes", tags);
    }

    private static async Task<(double Cold, int ColdRequests, double Warm, int WarmWrites)> KubectlAsync(KubeWorld world, int count, CancellationToken token)
    {
        var folder = world.Fleet.Folder["files"];
        Directory.CreateDirectory(folder);
        for (var i = 0; i < count; i++)
            await File.WriteAllTextAsync(Path.Combine(folder, KubeObjects.NameOf(i) + ".json"), KubeObjects.Of(i, Theirs).GetRawText(), token);
        world.Proxy.ClearRequests();
        var cold = await RunAsync(world, folder, token);
        var requests = world.Proxy.Requests.Count;
        world.Proxy.ClearRequests();
        var warm = await RunAsync(world, folder, token);
        return (cold, requests, warm, world.Proxy.Requests.Count(request => request.IsWrite));
    }

    private static async Task<double> RunAsync(KubeWorld world, string folder, CancellationToken token)
    {
        var info = new ProcessStartInfo(Assets.Find("kubectl") ?? "kubectl", ["--kubeconfig", world.Fleet.Folder["kubeconfig"], "apply", "--server-side", "--validate=false", "-f", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(token), process.StandardError.ReadToEndAsync(token));
        await process.WaitForExitAsync(token);
        _ = await output;
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(start).TotalSeconds : throw new InvalidOperationException("kubectl: " + await error);
    }
}
