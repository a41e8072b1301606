using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Whether a summary's value is missing or stands on less than it should, because the policy's reduction fails.</summary>
internal static class BrokenReduction
{
    internal const string Reason = "ReductionFailed";

    // Reduce writes `<edge> partial: <why>` for an edge that could not reduce or is left out; other failures name an object there.
    private const string Partial = "partial: ";

    /// <summary>The first sentence of what is wrong; null when nothing is.</summary>
    internal static string? Explain(SummaryRecord summary)
    {
        var wrong = summary.Error.Length > 0 ? summary.Error : summary.Failures.FirstOrDefault(IsPartial);
        if (wrong is null)
            return null;
        var line = wrong.Split('\n', 2)[0].TrimEnd();
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? line : line[..end];
    }

    private static bool IsPartial(string failure) =>
        failure.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 && failure.AsSpan(space + 1).StartsWith(Partial, StringComparison.Ordinal);
}
