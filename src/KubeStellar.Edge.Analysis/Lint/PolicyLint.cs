using KubeStellar.Edge.Analysis.Parsing;
using KubeStellar.Edge.Analysis.Scopes;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Analysis.Lint;

/// <summary>The port: all rules over all files of a bundle, on a thread of its own with room for deep sources.</summary>
internal sealed class PolicyLint(TimeProvider time) : IPolicyLint
{
    private const int StackBytes = 16 * 1024 * 1024;

    /// <summary>For a whole bundle; a policy of ordinary size takes milliseconds.</summary>
    internal static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LintFinding>> CheckAsync(PolicyBundle bundle, CancellationToken token)
    {
        var done = new TaskCompletionSource<IReadOnlyList<LintFinding>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(Check(bundle, new Patience(time, Most, token)));
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                done.SetCanceled(token);
            }
            catch (Exception error)
            {
                // Whatever the parser did not foresee is the source's fault, not the hub's: it is refused, and the hub stays up.
                done.SetResult([new LintFinding(LintRules.Analysis, true, bundle.Main, 1, 1, $"it cannot be analysed: {(error is SourceRefusedException ? error.Message : error.GetType().Name)}", "make it simpler")]);
            }
        }, StackBytes)
        {
            IsBackground = true,
            Name = "policy lint",
        };
        thread.Start();
        return done.Task;
    }

    private static List<LintFinding> Check(PolicyBundle bundle, Patience patience)
    {
        var found = new List<LintFinding>();
        var modules = new Dictionary<string, ModuleFacts>(StringComparer.Ordinal);
        foreach (var (file, text) in bundle.Files.Where(file => IsScript(file.Key)))
        {
            try
            {
                var facts = ScopeReader.Read(ModuleParser.Parse(file, text, patience), patience);
                LoadTime.Decide(facts, patience);
                modules[file] = facts;
            }
            catch (SourceRefusedException refused)
            {
                found.Add(new LintFinding(LintRules.Analysis, true, file, refused.Line, refused.Column, $"it cannot be analysed: {refused.Message}", ""));
            }
        }

        var secrets = SealedFields.Of(modules.Values, patience);
        foreach (var (file, facts) in modules)
        {
            var findings = new Findings(file);
            GlobalRules.Check(facts, findings);
            SyntaxRules.Check(facts, findings);
            new StateRules(facts, modules, findings, patience).Check();
            new SealedRules(facts, secrets, findings, patience).Check();
            found.AddRange(findings.InOrder);
        }

        return [.. found.OrderBy(finding => finding.File == bundle.Main ? 0 : 1).ThenBy(finding => finding.File, StringComparer.Ordinal)];
    }

    private static bool IsScript(string file) => Path.GetExtension(file) is ".js" or ".mjs" or ".ts" or ".mts";
}
