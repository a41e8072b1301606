using System.Text.Json;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>What a policy module declares.</summary>
/// <param name="Selects">Which objects.</param>
/// <param name="Customizes">Whether it has <c>customize</c>.</param>
/// <param name="Reduces">Whether it has <c>status</c>.</param>
/// <param name="Rollout">The rollout's plain data, or null; accepted, the whole placement is one wave for now.</param>
/// <param name="Modifiers">Plain data <c>{ createOnly, prune, drift }</c> that it sets for all its objects, or null.</param>
public sealed record PolicyShape(PolicySelection Selects, bool Customizes, bool Reduces, JsonElement? Rollout, JsonElement? Modifiers);
