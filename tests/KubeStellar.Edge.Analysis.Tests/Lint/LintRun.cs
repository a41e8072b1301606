using KubeStellar.Edge.Analysis.Lint;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Analysis.Tests.Lint;

/// <summary>Lints sources given in a test.</summary>
internal static class LintRun
{
    internal static async Task<IReadOnlyList<LintFinding>> Of(params (string File, string Text)[] files)
    {
        var bundle = new PolicyBundle { Main = files[0].File, Files = new SortedDictionary<string, string>(files.ToDictionary(file => file.File, file => file.Text), StringComparer.Ordinal) };
        return await new PolicyLint(TimeProvider.System).CheckAsync(bundle, default);
    }

    internal static Task<IReadOnlyList<LintFinding>> Of(string text) => Of(("main.js", text));

    /// <summary>A module with these lines at its top and this <c>place</c>.</summary>
    internal static Task<IReadOnlyList<LintFinding>> OfPolicy(string top, string place) =>
        Of($"import {{ policy }} from 'kubestellar';\n{top}\nexport default policy({{ selects: {{ kinds: ['A'] }},\nplace: (object, edge) => {{ {place} }} }});");

    /// <summary>Rules, an uncertain one in brackets.</summary>
    internal static string[] Rules(IReadOnlyList<LintFinding> found) => [.. found.Select(finding => finding.Certain ? finding.Rule : $"({finding.Rule})").Distinct()];
}
