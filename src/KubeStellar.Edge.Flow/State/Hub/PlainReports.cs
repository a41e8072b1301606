using System.Runtime.CompilerServices;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// What an edge says of each object of a manifest when all is well: applied, observed since, current, and not a word more. Ten thousand edges say just that of one manifest, so it is made once
/// for each. Any thread.
/// </summary>
internal static class PlainReports
{
    private static readonly ConditionalWeakTable<ManifestRecord, Dictionary<string, ReportObject>> Made = [];

    /// <summary>By object key, in the manifest's order.</summary>
    internal static IReadOnlyDictionary<string, ReportObject> Of(ManifestRecord manifest) => Made.GetValue(manifest, static one =>
    {
        var plain = new Dictionary<string, ReportObject>(one.Objects.Count, StringComparer.Ordinal);
        foreach (var entry in one.Objects)
            plain[entry.Key.ToString()] = new ReportObject { Content = entry.Content, Applied = true, ObservedAfterApply = true, Health = Health.Current };
        return plain;
    });

    /// <summary>Whether it is just that.</summary>
    internal static bool Is(ReportObject said, ReportObject plain) =>
        said.Content == plain.Content && said is { Applied: true, ObservedAfterApply: true, Health: Health.Current, Reason.Length: 0, Message.Length: 0, Events: null or { Count: 0 } };
}
