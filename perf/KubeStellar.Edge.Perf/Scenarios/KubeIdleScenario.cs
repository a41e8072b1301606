using System.Text.Json.Nodes;
using KubeStellar.Edge.Perf.Load;
using KubeStellar.Edge.Perf.Measure;
using KubeStellar.Edge.TestKit.Cluster.Client;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Scenarios;

/// <summary>An edge at rest with its objects in a cluster: what it asks of the API server, and its memory. Somebody else's 5,000 objects are there too.</summary>
internal static class KubeIdleScenario
{
    private const string Ours = "ours";
    private const string Theirs = "theirs";
    private const int Foreign = 5000;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(BenchOptions options, CancellationToken token)
    {
        var report = new BenchReport("k8s-idle");
        var (count, window) = (options.KubeTracked, TimeSpan.FromSeconds(options.IdleSeconds));
        await using var world = await KubeWorld.StartAsync(token, Ours, Theirs);
        await ForeignAsync(world, token);
        await world.Client.ApplyPolicyAsync("everything", Repository.PathOf("perf", "KubeStellar.Edge.Perf", "Policies", "everything.js"), token);
        await world.Client.ApplyAsync(token, [.. Enumerable.Range(0, count).Select(i => KubeObjects.Of(i, Ours))]);
        await using (var seen = new KubeWatch(world.Server, Ours))
            await seen.UntilAsync(objects => objects.Count == count, token);
        await ReadyAsync(world, count, token);
        (await world.Fleet.CliAsync(token, "wait", "--for=settled", "--timeout", "60s")).Ok();

        // Nothing tells that a process rests: what is left to do after the last object is done in this time.
        await Task.Delay(Settle, TimeProvider.System, token);
        world.Proxy.ClearRequests();
        var lowest = double.MaxValue;
        for (var gone = TimeSpan.Zero; gone < window; gone += TimeSpan.FromSeconds(5))
        {
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, token);
            lowest = Math.Min(lowest, ProcFs.PssMiB(ProcFs.Tree(world.Edge.Id)));
        }

        var requests = world.Proxy.Requests;
        (string Key, object Value)[] tags = [("tracked", count), ("foreign", Foreign), ("seconds", options.IdleSeconds), ("server", world.Server.Name + world.Server.Version)];
        foreach (var kind in requests.Where(request => request.Verb != "watch").GroupBy(request => $"{request.Verb} {request.Resource}").OrderByDescending(group => group.Count()).Take(5))
            await Console.Error.WriteLineAsync($"bench: {kind.Count()} times {kind.Key}, the last {kind.Last()}");
        report.Add("requests_per_hour", requests.Count(request => request.Verb != "watch") / window.TotalHours, "requests", tags);
        report.Add("watches_per_hour", requests.Count(request => request.Verb == "watch") / window.TotalHours, "requests", tags);
        report.Add("rss_mib", lowest, "MiB", [.. tags, ("measure", "pss")]);
        report.Save();
    }

    // What the controllers of a cluster would say of Deployments that run.
    private static Task ReadyAsync(KubeWorld world, int count, CancellationToken token) => ManyAsync(
        Enumerable.Range(0, count).Where(i => i % 5 == 4),
        async i => (await world.Server.Admin.StatusAsync(
            ApiPath.Of("apps/v1", "deployments", Ours, KubeObjects.NameOf(i)),
            """{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"conditions":[{"type":"Progressing","status":"True","reason":"NewReplicaSetAvailable","message":"up"},{"type":"Available","status":"True","reason":"MinimumReplicasAvailable","message":"up"}]}""",
            token)).Ok(),
        token);

    private static Task ForeignAsync(KubeWorld world, CancellationToken token) => ManyAsync(
        Enumerable.Range(0, Foreign),
        async i => (await world.Server.Admin.CreateAsync(JsonNode.Parse(KubeObjects.Of(i * 5, Theirs).GetRawText())!.AsObject(), token)).Ok(),
        token);

    private static async Task ManyAsync(IEnumerable<int> numbers, Func<int, Task> work, CancellationToken token)
    {
        using var slots = new SemaphoreSlim(16);
        await Task.WhenAll(numbers.Select(async i =>
        {
            await slots.WaitAsync(token);
            try
            {
                await work(i);
            }
            finally
            {
                slots.Release();
            }
        }));
    }
}
