using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Policy.Bench;
using KubeStellar.Edge.Daemon.Cli.Policy.Specs;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary>Calls one function of a policy through the engine, and says what it answered as JSON.</summary>
internal sealed class RunFunctions(IPolicyRuntime runtime, RunInput input)
{
    internal static IReadOnlyList<string> Names { get; } = ["place", "choose", "customize", "health", "map", "combine", "finish", "waves", "gate"];

    internal async Task<JsonElement> CallAsync(string function, CancellationToken token)
    {
        var (bundle, shape) = (input.Policy.Digest, input.Policy.Shape);
        return function switch
        {
            "health" when shape.HealthKinds.Count == 0 => throw new CliException("the policy says nothing of health"),
            "map" or "combine" or "finish" when !shape.Reduces => throw new CliException("the policy has no status"),
            "waves" when shape.Rollout is null => throw new CliException("the policy has no rollout"),
            "gate" when !shape.Gates => throw new CliException("the policy has no gate"),
            "choose" when !shape.Chooses => throw new CliException("the policy has no choose"),
            "health" => Health(Good(await runtime.HealthAsync(bundle, [One()], token))[0]),
            "map" => Good(await runtime.MapAsync(bundle, Edge(), [.. input.Objects.Select(BenchInput.Observed)], token))[0],
            "combine" => Good(await runtime.CombineAsync(bundle, [(Value(0), Value(1))], token))[0],
            "finish" => Good(await runtime.FinishAsync(bundle, Value(0), token))[0],
            "waves" => Waves(Good(await runtime.WavesAsync(bundle, WaveCases.Members(input.Fleet, new HashSet<string>()), token))),
            "gate" => Gate(Good(await runtime.GateAsync(bundle, Value(0), token))),
            _ => await DecideAsync(function, token),
        };
    }

    private async Task<JsonElement> DecideAsync(string function, CancellationToken token)
    {
        _ = Edge();
        var trial = new Trial(runtime, input.Policy.Digest, input.Policy.Shape, input.Fleet);
        var outcome = await trial.DecideAsync(One(), new HashSet<string>(), input.Current, token);
        if (outcome.NotSelected is { } why)
        {
            throw new CliException($"the policy does not select the object: {why}");
        }

        if (outcome.Fault is { } fault)
        {
            throw Failed(fault);
        }

        var answer = JsonNode.Parse(Snapshots.Of(outcome).GetRawText())!.AsObject();
        if (function == "customize")
        {
            foreach (var (variant, made) in answer["variants"]!.AsArray().Zip(outcome.Variants))
            {
                variant!["result"] = made.FannedOut ? new JsonArray([.. made.Copies.Select(copy => JsonNode.Parse(copy.Bytes))]) : JsonNode.Parse(made.Copies[0].Bytes);
            }
        }
        else
        {
            answer.Remove("variants");
        }

        if (!outcome.Reads.All)
        {
            answer["reads"] = new JsonArray([.. outcome.Reads.Paths.Order(StringComparer.Ordinal).Select(path => (JsonNode)path)]);
        }

        return JsonElement.Parse(answer.ToJsonString());
    }

    private byte[] One() => input.Objects is [var only] ? only : throw new CliException($"one object is wanted with --object, and {input.Objects.Count} were given");

    private EdgeRecord Edge() => input.Fleet.Count > 0 ? input.Fleet[0] : throw new CliException("an edge is wanted with --edge");

    private JsonElement Value(int index) => index < input.Values.Count ? input.Values[index] : throw new CliException("JSON is wanted with --value: two partials for combine, one for finish, the input of gate");

    private static JsonElement Health(HealthVerdict verdict) =>
        JsonElement.Parse(new JsonObject { ["health"] = verdict.Health.ToString(), ["reason"] = verdict.Reason, ["message"] = verdict.Message }.ToJsonString());

    private JsonElement Waves(IReadOnlyList<AssignedWave> waves) => JsonElement.Parse(new JsonArray(
    [
        .. waves.Select(wave => new JsonObject
        {
            ["name"] = wave.Name, ["rule"] = wave.Rule, ["edges"] = new JsonArray([.. wave.Edges.Members().Select(slot => (JsonNode)input.Fleet[slot].Id)]),
        }),
    ]).ToJsonString());

    private static JsonElement Gate(GateVerdict verdict) =>
        JsonElement.Parse(new JsonObject { ["verdict"] = GateCases.Word(verdict.Decision), ["reason"] = verdict.Reason }.ToJsonString());

    private T Good<T>(PolicyOutcome<T> outcome)
        where T : class => outcome.Ok ? outcome.Value : throw Failed(outcome.Fault);

    private CliException Failed(PolicyFault fault) => LoadedPolicy.Failed("", fault, input.Policy.Module);
}
