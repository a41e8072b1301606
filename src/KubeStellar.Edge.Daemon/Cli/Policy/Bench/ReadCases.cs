using System.Text;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Bench;

/// <summary>Counts the distinct cases among edges: edges alike in all that was read of them are one.</summary>
internal static class ReadCases
{
    /// <returns>Null when it is not known what was read.</returns>
    internal static int? Count(IEnumerable<EdgeRecord> edges, EdgeReads reads)
    {
        var paths = reads.Paths.Order(StringComparer.Ordinal).ToList();
        return reads.All ? null : edges.Select(edge => Case(edge, paths)).Distinct(StringComparer.Ordinal).Count();
    }

    private static string Case(EdgeRecord edge, List<string> paths)
    {
        var text = new StringBuilder();
        foreach (var path in paths)
        {
            var slash = path.IndexOf('/', StringComparison.Ordinal);
            var (part, name) = slash < 0 ? (path, "") : (path[..slash], path[(slash + 1)..]);
            text.Append(part switch
            {
                "labels" when slash < 0 => string.Join('\u0001', edge.Labels.Select(pair => $"{pair.Key}={pair.Value}")),
                "labels" => edge.Labels.GetValueOrDefault(name),
                "properties" when slash < 0 => string.Join('\u0001', edge.Properties.Select(pair => $"{pair.Key}={pair.Value.GetRawText()}")),
                "properties" => edge.Properties.TryGetValue(name, out var value) ? value.GetRawText() : null,
                "taints" => string.Join('\u0001', edge.Taints.Select(taint => $"{taint.Key}={taint.Value}:{taint.Effect}")),
                _ => edge.Id,
            }).Append('\u0002');
        }

        return text.ToString();
    }
}
