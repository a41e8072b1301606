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
    /// <summary>An edge that is left out does not report, whatever it sent.</summary>
    internal Coverage Coverage(Coverage counted, int maxMissing) => Left.Count == 0 ? counted : counted with
    {
        Reporting = counted.Reporting - Left.Count,
        Missing = [.. counted.Missing.Concat(Left.Select(left => left.Edge)).Distinct().Order(StringComparer.Ordinal).Take(maxMissing)],
    };

    /// <summary>Who is left out comes first: without it the value cannot be understood.</summary>
    internal IReadOnlyList<string> Failures(IReadOnlyList<string> counted, int maxFailures) =>
        Left.Count == 0 ? counted : [.. Left.Select(left => $"{left.Edge} partial: {left.Why}").Concat(counted).Take(maxFailures)];
}
