using Acornima.Ast;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Analysis.Lint;

/// <summary>Collects what rules find in one file.</summary>
internal sealed class Findings(string file)
{
    /// <summary>More than these nobody reads at once.</summary>
    internal const int Most = 100;

    private readonly HashSet<(string Rule, int Line, int Column)> _seen = [];
    private readonly List<LintFinding> _found = [];

    internal IEnumerable<LintFinding> InOrder => _found.OrderBy(finding => finding.Line).ThenBy(finding => finding.Column);

    internal void Error(string rule, Node place, string message, string remedy = "") => Add(rule, true, place, message, remedy);

    internal void Warn(string rule, Node place, string message, string remedy = "") => Add(rule, false, place, message, remedy);

    private void Add(string rule, bool certain, Node place, string message, string remedy)
    {
        var start = place.Location.Start;
        if (_found.Count < Most && _seen.Add((rule, start.Line, start.Column)))
        {
            _found.Add(new LintFinding(rule, certain, file, start.Line, start.Column + 1, message, remedy));
        }
    }
}
