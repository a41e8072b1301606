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
    private const string Unchecked = "unchecked";
    private const int Many = 5000;

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("k8s-apply");
        var count = options.KubeObjects;
        await using var world = await KubeWorld.StartAsync(token, Ours, Theirs, Unchecked);
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
        if (kubectl.Unchecked is { } unchecked_)
        {
            report.Add("kubectl_unchecked_cold_s", unchecked_, "s", tags);
            report.Add("cold_unchecked_ratio", cold / unchecked_, "x", tags);
        }

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
            // The daemon that was just started may not answer yet.
            var said = await world.Fleet.CliAsync(token, "status", "--state", world.Fleet.EdgeState("store-1"), "-o", "json");
            if (said.ExitCode == 0 && (bool?)JsonNode.Parse(said.Out)!["applied"] == true)
                return;
        }
    }

    private static void Requests(BenchReport report, string what, FaultProxy proxy, (string Key, object Value)[] tags)
    {
        var requests = proxy.Requests;
        report.Add(what + "_requests", requests.Count, "requests", tags);
        report.Add(what + "_bytes", requests.Sum(request => request.BytesIn + request.BytesOut), "bytes", tags);
    }

    // As people call it; and without its check of fields, which the small API server has no schemas for, into a third namespace.
    private static async Task<KubectlRuns> KubectlAsync(KubeWorld world, int count, CancellationToken token)
    {
        var real = world.Server.Name == "real";
        var folder = await FilesAsync(world, count, Theirs, token);
        world.Proxy.ClearRequests();
        var cold = await RunAsync(world, folder, real, token);
        var requests = world.Proxy.Requests.Count;
        world.Proxy.ClearRequests();
        var warm = await RunAsync(world, folder, real, token);
        var writes = world.Proxy.Requests.Count(request => request.IsWrite);
        return new KubectlRuns(cold, requests, warm, writes, real ? await RunAsync(world, await FilesAsync(world, count, Unchecked, token), false, token) : null);
    }

    private static async Task<string> FilesAsync(KubeWorld world, int count, string space, CancellationToken token)
    {
        var folder = world.Fleet.Folder["files-" + space];
        Directory.CreateDirectory(folder);
        for (var i = 0; i < count; i++)
            await File.WriteAllTextAsync(Path.Combine(folder, KubeObjects.NameOf(i) + ".json"), KubeObjects.Of(i, space).GetRawText(), token);
        return folder;
    }

    private static async Task<double> RunAsync(KubeWorld world, string folder, bool validate, CancellationToken token)
    {
        var info = new ProcessStartInfo(
            Assets.Find("kubectl") ?? "kubectl", ["--kubeconfig", world.Fleet.Folder["kubeconfig"], "apply", "--server-side", .. validate ? [] : (string[])["--validate=false"], "-f", folder])
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

    private sealed record KubectlRuns(double Cold, int ColdRequests, double Warm, int WarmWrites, double? Unchecked);
}
