using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What is to stand in the <c>.status</c> of a workload object where it came from.</summary>
/// <param name="Key">The object.</param>
/// <param name="Policy">The policy that asks for it.</param>
/// <param name="Placements">How many copies of it roots name.</param>
public sealed record BackStatus(ObjectKey Key, PolicyKey Policy, int Placements)
{
    /// <summary>Whether it is known what is to stand there; while not, what stands there stays.</summary>
    public bool Known { get; init; }

    /// <summary>The status; null for none.</summary>
    public JsonElement? Status { get; init; }

    /// <summary>Where it is from: <c>edge store-17</c> or <c>summary of storefront</c>; empty without a status.</summary>
    public string From { get; init; } = "";

    /// <summary>Why there is none, or why it is not known, as a sentence; empty otherwise.</summary>
    public string Why { get; init; } = "";

    /// <summary>Another object whenever <see cref="Status"/> may be another; null without a status. For quick comparisons.</summary>
    public object? Stamp { get; init; }
}
