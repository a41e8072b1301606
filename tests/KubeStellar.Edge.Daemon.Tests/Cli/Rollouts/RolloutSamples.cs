using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Rollouts;

/// <summary>Rollouts as a hub tells them.</summary>
internal static class RolloutSamples
{
    internal static DateTimeOffset Now => CliRun.Start;

    internal static RolloutResult Result(RolloutPhase? phase, string reason = "", string message = "", params WaveRecord[] waves) => new()
    {
        Policy = "web",
        Rollout = new RolloutRecord
        {
            Policy = new PolicyKey("default", "web"),
            Progress = phase is not { } one ? null : new RolloutProgress
            {
                Number = 5,
                Inputs = Digest.Of("i"u8),
                Bundle = Digest.Of("b"u8),
                Plan = Digest.Of("p"u8),
                Phase = one,
                Reason = reason,
                Message = message,
                StartedAt = Now.AddMinutes(-5),
                Since = Now.AddMinutes(-3),
                Wave = Array.FindIndex(waves, wave => wave.Phase != WavePhase.Passed) is >= 0 and var at ? at : waves.Length,
                Waves = waves,
            },
        },
    };

    internal static WaveRecord Wave(string name, WavePhase phase, int ready, int members) =>
        new() { Name = name, Phase = phase, Edges = members, Totals = new WaveTotals { All = members, Members = members, Ready = ready } };

    internal static ApiReply Reply(RolloutResult result) => new() { Result = JsonSerializer.SerializeToElement(result, ContractsJson.Default.RolloutResult) };

    internal static string Listed(params RolloutRecord?[] records) =>
        $"[{string.Join(',', records.Select(record => JsonSerializer.Serialize(record!, ContractsJson.Default.RolloutRecord)))}]";

    internal static RolloutRequest Asked(FakeHub hub) =>
        JsonSerializer.Deserialize(hub.Asked.Single(asked => asked.Verb is ApiVerbs.Rollout or ApiVerbs.RolloutStatus).Body, ContractsJson.Default.RolloutRequest)!;
}
