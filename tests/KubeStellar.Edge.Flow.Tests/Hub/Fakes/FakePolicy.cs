using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Tests.Hub.Fakes;

/// <summary>What a policy's source text means to <see cref="FakeRuntime"/>.</summary>
internal sealed record FakePolicy
{
    public PolicySelection Selects { get; init; } = new();

    /// <summary>The function of <c>selects</c>.</summary>
    public Func<JsonElement, bool>? Where { get; init; }

    public Func<JsonElement, EdgeRecord, bool> Place { get; init; } = (_, _) => true;

    /// <summary>Why place fails for an edge; null when it does not.</summary>
    public Func<JsonElement, EdgeRecord, PolicyFault?>? PlaceFails { get; init; }

    /// <summary>The ids chosen among edges, given those that have the object now, each with its share or null.</summary>
    public Func<JsonElement, IReadOnlyList<EdgeRecord>, IReadOnlyList<string>, IEnumerable<(string Id, JsonElement? Share)>>? Choose { get; init; }

    /// <summary>Null leaves the object out.</summary>
    public Func<JsonElement, EdgeRecord, IReadOnlyList<JsonOperation>?>? Customize { get; init; }

    /// <summary>Instead of <see cref="Customize"/>: with the edge's share.</summary>
    public Func<JsonElement, EdgeRecord, JsonElement?, IReadOnlyList<JsonOperation>?>? CustomizeShare { get; init; }

    /// <summary>Why customize fails for an edge; null when it does not.</summary>
    public Func<JsonElement, EdgeRecord, PolicyFault?>? CustomizeFails { get; init; }

    /// <summary>Instead of <see cref="Customize"/>: the copies that the object fans out into; null when it stays one.</summary>
    public Func<JsonElement, EdgeRecord, IReadOnlyList<IReadOnlyList<JsonOperation>>?>? FanOut { get; init; }

    /// <summary>Instead of <see cref="Customize"/>: the operations by a label's value, at next to no cost, so that a measurement is of the flow.</summary>
    public (string Label, Func<string, IReadOnlyList<JsonOperation>> Operations)? ByLabel { get; init; }

    /// <summary>How an object stands to others.</summary>
    public Func<JsonElement, ObjectTraits>? Describe { get; init; }

    public IReadOnlyList<Toleration> Tolerations { get; init; } = [];

    public IReadOnlyList<string> DependsOnPolicies { get; init; } = [];

    public IReadOnlyList<string> HealthKinds { get; init; } = [];

    public IReadOnlyList<UpsyncRule> Upsync { get; init; } = [];

    public IReadOnlyList<SealRule> Seals { get; init; } = [];

    public EdgeReads PlaceReads { get; init; } = EdgeReads.Everything;

    public EdgeReads ChooseReads { get; init; } = EdgeReads.Everything;

    public EdgeReads CustomizeReads { get; init; } = EdgeReads.Everything;

    /// <summary>Schema of the parameters that it declares.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>What the functions read of an edge; edges alike in it are one case.</summary>
    public IReadOnlyList<string> CaseReads { get; init; } = ["id"];

    /// <summary>The policy's own words about an edge.</summary>
    public Func<EdgeRecord, string> Says { get; init; } = _ => "";

    public IReadOnlyList<ModifierRule> Modifiers { get; init; } = [];

    /// <summary>How it goes out; null: all edges at once.</summary>
    public FakeRollout? Rollout { get; init; }

    /// <summary>The gate of the rollout's waves, by its input.</summary>
    public Func<JsonElement, GateVerdict> Gate { get; init; } = _ => new GateVerdict(GateDecision.Proceed, "");

    /// <summary>Why it cannot say what its waves are; null when it can.</summary>
    public PolicyFault? WavesFault { get; init; }

    /// <summary>Why its gate cannot answer; null when it can.</summary>
    public Func<PolicyFault?> GateFault { get; init; } = () => null;

    public PolicyFault? LoadFault { get; init; }

    public PolicyFault? SelectFault { get; init; }

    public PolicyFault? DescribeFault { get; init; }

    public PolicyFault? PlaceFault { get; init; }

    public PolicyFault? ChooseFault { get; init; }

    public PolicyShape Shape => new(
        Where is null ? Selects : Selects with { Function = true }, Customizes, false, Rollout?.Shape)
    {
        Chooses = Choose is not null,
        Gates = Rollout?.Waves.Any(wave => wave.Gates) == true,
        Tolerations = Tolerations,
        Relates = Describe is not null || DescribeFault is not null,
        DependsOnPolicies = DependsOnPolicies,
        HealthKinds = HealthKinds,
        Upsync = Upsync,
        Seals = Seals,
        Modifiers = Modifiers,
        Parameters = Parameters,
    };

    private bool Customizes => (Customize ?? (object?)CustomizeShare ?? FanOut) is not null || ByLabel is not null || CustomizeFails is not null;

    /// <summary>Only some paths are read.</summary>
    public static EdgeReads Reads(params string[] paths) => new(false, new HashSet<string>(paths, StringComparer.Ordinal));
}
