using System.Globalization;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Daemon.Cli.Policy.Check;
using Spectre.Console;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>Results for people: a line a case, and below what failed its differences.</summary>
internal sealed class SpecText(CliServices services)
{
    internal void Write(IReadOnlyList<CaseResult> results, bool quiet)
    {
        foreach (var spec in results.GroupBy(result => result.Spec, StringComparer.Ordinal))
        {
            if (quiet && spec.All(result => result.Passed))
            {
                continue;
            }

            services.Out.WriteLine(CliErrors.OneLine(spec.Key));
            foreach (var result in spec)
            {
                Word(result.Passed ? result.Updated ? "  keeps" : "  ok   " : "  FAIL ", result.Passed ? Color.Green : Color.Red);
                services.Out.WriteLine(CliErrors.OneLine($" {result.Name}"));
                foreach (var failure in result.Failures)
                {
                    services.Out.WriteLine($"         {CliErrors.OneLine(failure.What)}");
                    foreach (var line in failure.Lines)
                    {
                        Word($"           {string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c))}", line.Length > 0 && line[0] == '+' ? Color.Green : line.Length > 0 && line[0] == '-' ? Color.Red : Color.Default);
                        services.Out.WriteLine();
                    }
                }
            }
        }

        var failed = results.Count(result => !result.Passed);
        services.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{ProblemText.Count(results.Select(result => result.Spec).Distinct().Count(), "spec", "specs")}, {ProblemText.Count(results.Count, "case", "cases")}: {results.Count - failed} passed, {failed} failed, {results.Sum(result => result.Time.TotalSeconds):0.0} s"));
    }

    private void Word(string word, Color color)
    {
        if (services.Colors && color != Color.Default)
        {
            ColorConsole.For(services).Write(new Text(word, color));
        }
        else
        {
            services.Out.Write(word);
        }
    }
}
