using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>What is wrong with what people say of edges. Pure.</summary>
internal static class LabelFaults
{
    /// <summary>Labels that are none.</summary>
    internal static List<ApiFault> Of(string edge, SortedDictionary<string, string> labels) =>
        [.. labels.Select(label => (label.Key, Wrong: Names.ExplainLabelKey(label.Key) ?? Names.ExplainLabelValue(label.Value))).Where(one => one.Wrong is not null).Select(one => new ApiFault(edge, $"labels.{one.Key}", $"the label {one.Wrong}"))];
}
