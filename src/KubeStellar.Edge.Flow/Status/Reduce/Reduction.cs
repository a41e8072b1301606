using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>What came of one reduction.</summary>
/// <param name="Bundle">The bundle that made the value.</param>
/// <param name="Value">The value; null when there is none.</param>
/// <param name="Error">Why there is none; empty when there is.</param>
/// <param name="Left">Edges whose partials are left out.</param>
internal sealed record Reduction(Digest Bundle, JsonElement? Value, string Error, IReadOnlyList<LeftLeaf> Left)
{
    /// <summary>What the value stands on; an edge that is left out does not report, whatever it sent.</summary>
    internal required Coverage Coverage { get; init; }

    /// <summary>What all edges amount to, before <c>finish</c>.</summary>
    internal required FleetPartial Fleet { get; init; }

    /// <summary>The label that the policy groups edges by; null: it could not be asked.</summary>
    internal string? By { get; init; }

    /// <summary>Who is left out comes first: without it the value cannot be understood.</summary>
    internal IReadOnlyList<string> Failures(IReadOnlyList<string> counted, int maxFailures) =>
        Left.Count == 0 ? counted : [.. Left.Select(left => $"{left.Edge} partial: {left.Why}").Concat(counted).Take(maxFailures)];
}
