using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Bench;

/// <summary>A policy that has every function and does nothing in them: what it takes is the trip and the engine, and no policy's doing.</summary>
internal static class BenchFloor
{
    private const string Main = "floor.js";

    internal static BundledModule Module { get; } = new(
        new PolicyBundle
        {
            Main = Main,
            Files = new(StringComparer.Ordinal)
            {
                [Main] = """
                    import { gate, health, percent, policy } from "kubestellar";
                    export default policy({
                      selects: () => true,
                      place: () => true,
                      choose: () => [],
                      customize: () => {},
                      dependsOn: () => [],
                      health: () => health.current(),
                      rollout: { waves: [percent(100)], gate: () => gate.proceed() },
                      status: { map: () => 1, combine: left => left, finish: partial => partial },
                    });
                    """,
            },
        },
        new Dictionary<string, string>());
}
