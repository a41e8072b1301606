using KubeStellar.Edge.Perf;
using KubeStellar.Edge.Perf.Scenarios;

// make bench [ONLY=scenario] [EDGES=n[,n]] [ARGS="--rounds 5 --sync default"]; make soak [MINUTES=n] [SEED=s]
if (args is ["policy-host"])
    return KubeStellar.Edge.Scripting.PolicyHostProgram.Run(CancellationToken.None);

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (ArgumentException e)
{
    await Console.Error.WriteLineAsync("bench: " + e.Message);
    return 2;
}

Dictionary<string, Func<BenchOptions, CancellationToken, Task>> scenarios = new()
{
    ["fanout"] = FanoutScenario.RunAsync,
    ["seal"] = SealScenario.RunAsync,
    ["rollout"] = RolloutScenario.RunAsync,
    ["latency"] = LatencyScenario.RunAsync,
    ["status"] = StatusScenario.RunAsync,
    ["edge-footprint"] = FootprintScenario.RunAsync,
    ["recovery"] = RecoveryScenario.RunAsync,
    ["placement"] = PlacementScenario.RunAsync,
    ["customize"] = CustomizeScenario.RunAsync,
    ["inventory-delta"] = InventoryDeltaScenario.RunAsync,
    ["policy-start"] = PolicyStartScenario.RunAsync,
    ["k8s-apply"] = KubeApplyScenario.RunAsync,
    ["k8s-idle"] = KubeIdleScenario.RunAsync,
};
if (options.Only.Length > 0 && !scenarios.ContainsKey(options.Only))
{
    await Console.Error.WriteLineAsync($"bench: no scenario '{options.Only}'; there are: {string.Join(", ", scenarios.Keys)}");
    return 2;
}

if (options.Minutes > 0 || options.History.Length > 0)
{
    using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(options.Minutes + options.Shrink + 60));
    return await SoakScenario.RunAsync(options, args, patience.Token);
}

using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(45));
foreach (var (name, run) in scenarios)
{
    if (options.Only.Length == 0 || options.Only == name)
        await run(options, limit.Token);
}

return 0;
