namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>Fields that drifted, in words for people; pure.</summary>
internal static class DriftText
{
    private const int Most = 5;

    /// <summary><c>spec.replicas by kube-controller-manager; data.tax by kubectl-edit</c>.</summary>
    internal static string Of(IEnumerable<DriftedField> fields)
    {
        var all = fields.ToList();
        var by = all.Take(Most).GroupBy(field => field.Manager, StringComparer.Ordinal).Select(group =>
            string.Join(", ", group.Select(field => field.Path)) + (group.Key.Length > 0 ? $" by {group.Key}" : " (removed)"));
        return string.Join("; ", by) + (all.Count > Most ? $" and {all.Count - Most} more" : "");
    }

    /// <summary>What to write into the policy so that whoever changes these fields keeps them.</summary>
    internal static string Remedy(IEnumerable<DriftedField> fields) =>
        $"modifiers: {{ driftAt: {{ {string.Join(", ", fields.Take(Most).Select(field => $"{Quoted(field.Path)}: \"Ignore\""))} }} }}";

    private static string Quoted(string path) => path.Contains('"', StringComparison.Ordinal) ? $"'{path}'" : $"\"{path}\"";
}
