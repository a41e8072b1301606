using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What a token says. Pure.</summary>
internal static class TokenRules
{
    /// <summary>Whether this edge is counted as a use already.</summary>
    internal static bool Counts(this TokenRecord record, string edge) => record.UsedBy.Contains(edge, StringComparer.Ordinal);

    /// <summary>Why no further edge may come with it; empty when this one may.</summary>
    internal static string Spent(this TokenRecord record, string edge) => record.Uses > 0 && !record.Counts(edge) && record.UsedBy.Count >= record.Uses
        ? $"the token was good for {record.Uses} edge(s) and is used up; make a new one with `kse token create`"
        : "";

    /// <summary>How many edges may still come with it; null for any number.</summary>
    internal static int? Left(this TokenRecord record) => record.Uses == 0 ? null : Math.Max(0, record.Uses - record.UsedBy.Count);

    /// <summary>Whether its time is over.</summary>
    internal static bool IsOver(this TokenRecord record, DateTimeOffset now) => record.Expires <= now;
}
