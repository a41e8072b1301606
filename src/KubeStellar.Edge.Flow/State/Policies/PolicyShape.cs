using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>What a policy module declares.</summary>
/// <param name="Selects">Which objects.</param>
/// <param name="Customizes">Whether it has <c>customize</c> or <c>overrides</c>.</param>
/// <param name="Reduces">Whether its <c>status</c> has <c>map</c> and <c>combine</c>.</param>
/// <param name="Rollout">What <see cref="Rollouts.RolloutRule.Read"/> takes; null when it declares no rollout.</param>
public sealed record PolicyShape(PolicySelection Selects, bool Customizes, bool Reduces, JsonElement? Rollout)
{
    /// <summary>How its objects are applied where that is not as usual, in the order in which they are laid over each other.</summary>
    public IReadOnlyList<ModifierRule> Modifiers { get; init; } = [];

    /// <summary>Whether it has <c>place</c>; without it every edge is a candidate of <c>choose</c>.</summary>
    public bool Places { get; init; } = true;

    /// <summary>Whether it has <c>choose</c>, asked after <c>place</c> about the edges that are left.</summary>
    public bool Chooses { get; init; }

    /// <summary>Taints that it puts up with.</summary>
    public IReadOnlyList<Toleration> Tolerations { get; init; } = [];

    /// <summary>Whether it declares <c>dependsOn</c> or <c>affinity</c>, so that each object must be described.</summary>
    public bool Relates { get; init; }

    /// <summary>Policies of the same workspace that all of its objects wait for at an edge; the static part of <c>dependsOn</c>.</summary>
    public IReadOnlyList<string> DependsOnPolicies { get; init; } = [];

    /// <summary>Kinds whose health it judges itself; <c>*</c>: all of its objects.</summary>
    public IReadOnlyList<string> HealthKinds { get; init; } = [];

    /// <summary>How much edges say of its objects by themselves.</summary>
    public StatusKeep Keep { get; init; }

    /// <summary>Whether statuses are written back where its objects came from.</summary>
    public StatusWriteBack WriteBack { get; init; }

    /// <summary>Which objects that are born at its edges are carried up; empty for none.</summary>
    public IReadOnlyList<UpsyncRule> Upsync { get; init; } = [];

    /// <summary>What its edges decide by themselves; null for nothing.</summary>
    public SiteRules? Site { get; init; }

    /// <summary>What it declares to be secret in objects of its workspace; empty for nothing.</summary>
    public IReadOnlyList<SealRule> Seals { get; init; } = [];

    /// <summary>Whether its <c>rollout</c>, or a wave of it, has a <c>gate</c>.</summary>
    public bool Gates { get; init; }

    /// <summary>The label that its totals are grouped by (<c>status.by</c>); empty: the usual one.</summary>
    public string GroupBy { get; init; } = "";

    /// <summary>What its summary is while nothing is there to reduce (<c>status.empty</c>); null: nothing.</summary>
    public JsonElement? Empty { get; init; }

    /// <summary>The schema of its parameters, by name; null when it declares none.</summary>
    public JsonElement? Parameters { get; init; }
}
