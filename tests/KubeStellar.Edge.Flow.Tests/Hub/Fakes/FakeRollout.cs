using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>What a <see cref="FakePolicy"/> declares of its rollouts; <see cref="Shape"/> is what a policy host would make of it.</summary>
internal sealed record FakeRollout(params FakeWave[] Waves)
{
    public bool WaitsForUnreachable { get; init; }

    public double MaxUnreachable { get; init; } = 0.5;

    public RegionMode Regions { get; init; }

    public FailureAction OnFailure { get; init; }

    public RollbackScope Rollback { get; init; }

    public InconclusiveAction Inconclusive { get; init; } = InconclusiveAction.Retry;

    public TimeSpan? InconclusiveAfter { get; init; }

    public IReadOnlyList<string> After { get; init; } = [];

    public IReadOnlyList<FreezeRule> Freezes { get; init; } = [];

    /// <summary>Endpoints that the gate wants asked, by name.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The waves of edges: each edge is in the first that takes it.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<EdgeRecord> Edges)> Assign(IEnumerable<EdgeRecord> edges)
    {
        var left = edges.ToList();
        var waves = new List<(string, IReadOnlyList<EdgeRecord>)>();
        foreach (var wave in Waves)
        {
            var taken = left.Where(wave.Takes).ToList();
            left = [.. left.Except(taken)];
            waves.Add((wave.Name, taken));
        }

        Assert.Empty(left);
        return waves;
    }

    public JsonElement Shape => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["waves"] = new JsonArray([.. Waves.Select(Wave)]),
        ["unreachable"] = WaitsForUnreachable ? "wait" : "catchUp",
        ["maxUnreachable"] = MaxUnreachable,
        ["onFailure"] = Word(OnFailure),
        ["regions"] = Word(Regions),
        ["rollback"] = Word(Rollback),
        ["inconclusive"] = new JsonObject { ["action"] = Word(Inconclusive), ["after"] = InconclusiveAfter?.TotalMilliseconds },
        ["after"] = new JsonArray([.. After.Select(name => (JsonNode)name)]),
        ["windows"] = new JsonArray(),
        ["freezes"] = new JsonArray([.. Freezes.Select(freeze => new JsonObject { ["from"] = $"{freeze.From:O}", ["to"] = $"{freeze.To:O}", ["reason"] = freeze.Reason })]),
        ["inputs"] = new JsonArray([.. Inputs.Select(name => new JsonObject { ["name"] = name, ["kind"] = "http", ["source"] = "http://metrics/", ["key"] = "", ["body"] = null, ["timeout"] = 5000 })]),
        ["every"] = Every.TotalMilliseconds,
    });

    private static JsonNode Wave(FakeWave wave) => new JsonObject
    {
        ["name"] = wave.Name,
        ["gates"] = wave.Gates,
        ["soak"] = wave.Soak.TotalMilliseconds,
        ["deadline"] = wave.Deadline?.TotalMilliseconds,
        ["maxFailures"] = new JsonObject { ["value"] = wave.MaxFailures, ["percent"] = false },
        ["concurrency"] = wave.Concurrency is { } most ? new JsonObject { ["value"] = most, ["percent"] = false } : null,
        ["jitter"] = wave.Jitter.TotalMilliseconds,
        ["budgets"] = new JsonArray(),
        ["bytesPerMinute"] = null,
        ["pullsPerMinute"] = null,
        ["approve"] = wave.Approve is { } people ? new JsonObject { ["count"] = people, ["by"] = new JsonArray() } : null,
        ["windows"] = new JsonArray(),
        ["strategy"] = null,
        ["groupBy"] = "",
    };

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
