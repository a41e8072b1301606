namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>Problems for people: <c>file:line:column: error rule: message; remedy</c>; at a terminal with the source line and a caret below.</summary>
internal sealed class ProblemText(CliServices services)
{
    private const int MaxShown = 160;
    private readonly Dictionary<string, string[]> _lines = new(StringComparer.Ordinal);

    internal void Write(CheckReport report)
    {
        foreach (var problem in report.Problems)
        {
            services.Out.WriteLine(CliErrors.OneLine($"{problem.Place}: {(problem.Error ? "error" : "warning")} {problem.Rule}: {problem.Sentence}"));
            if (services.OutIsTerminal)
            {
                Source(problem);
            }
        }

        if (report.Untyped.Length > 0)
        {
            services.Error.WriteLine(CliErrors.OneLine($"note: {report.Untyped}"));
        }

        services.Error.WriteLine($"{Count(report.Files.Count, "policy", "policies")} checked: {Count(report.Errors, "error", "errors")}, {Count(report.Warnings, "warning", "warnings")}");
    }

    private void Source(Problem problem)
    {
        var lines = Lines(problem.File);
        if (problem.Line < 1 || problem.Line > lines.Length)
        {
            return;
        }

        // Tabs take one place, so that the caret stands below what it means.
        var text = string.Concat(lines[problem.Line - 1].Select(c => char.IsControl(c) ? ' ' : c));
        var from = Math.Max(0, problem.Column - MaxShown / 2);
        var shown = text.Length > from ? text[from..Math.Min(text.Length, from + MaxShown)] : "";
        var number = $"{problem.Line,5} | ";
        services.Out.WriteLine(number + shown.TrimEnd());
        services.Out.WriteLine(new string(' ', number.Length + Math.Max(0, problem.Column - 1 - from)) + "^");
    }

    private string[] Lines(string file)
    {
        if (!_lines.TryGetValue(file, out var lines))
        {
            try
            {
                lines = File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n');
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                lines = [];
            }

            _lines[file] = lines;
        }

        return lines;
    }

    internal static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
