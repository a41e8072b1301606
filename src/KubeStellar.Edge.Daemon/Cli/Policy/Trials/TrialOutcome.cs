using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Trials;

/// <summary>What a policy did with one object over a fleet; edges by id, in the order of the fleet.</summary>
internal sealed record TrialOutcome
{
    /// <summary>Why the policy does not select the object; null when it does.</summary>
    internal string? NotSelected { get; init; }

    /// <summary>Why there is no decision.</summary>
    internal PolicyFault? Fault { get; init; }

    internal IReadOnlyList<string> Placed { get; init; } = [];

    /// <summary>The policy's words, and those about taints in <see cref="Barred"/>.</summary>
    internal IReadOnlyDictionary<string, string> Reasons { get; init; } = new Dictionary<string, string>();

    internal IReadOnlyDictionary<string, string> Barred { get; init; } = new Dictionary<string, string>();

    internal IReadOnlyDictionary<string, JsonElement> Shares { get; init; } = new Dictionary<string, JsonElement>();

    internal IReadOnlyList<string> Omitted { get; init; } = [];

    /// <summary>Why functions failed.</summary>
    internal IReadOnlyDictionary<string, string> Faults { get; init; } = new Dictionary<string, string>();

    internal IReadOnlyList<TrialVariant> Variants { get; init; } = [];

    internal IReadOnlyList<string> DependsOn { get; init; } = [];

    internal IReadOnlyList<string> With { get; init; } = [];

    internal IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>What was read of edges, to place and to customize.</summary>
    internal EdgeReads Reads { get; init; } = EdgeReads.Nothing;

    internal TrialVariant? VariantOf(string edge) => Variants.FirstOrDefault(variant => variant.Edges.Contains(edge));
}

/// <summary>Edges that get the same.</summary>
/// <param name="Edges">They.</param>
/// <param name="Copies">What they get: operations and the object; more than one where it was fanned out.</param>
/// <param name="FannedOut">It was fanned out, into one copy perhaps.</param>
internal sealed record TrialVariant(IReadOnlyList<string> Edges, IReadOnlyList<TrialCopy> Copies, bool FannedOut);

/// <summary>One object that edges get.</summary>
/// <param name="Operations">What was done to the owner's object.</param>
/// <param name="Bytes">Canonical JSON.</param>
internal sealed record TrialCopy(IReadOnlyList<JsonOperation> Operations, byte[] Bytes);
