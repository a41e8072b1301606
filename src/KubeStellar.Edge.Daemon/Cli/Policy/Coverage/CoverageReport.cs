using System.Globalization;
using System.Text;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Coverage;

/// <summary>What specs run of the policies: a table with what they leave out, and an lcov file for others to show.</summary>
internal static class CoverageReport
{
    private const int MostListed = 12;

    /// <summary>Writes the table; returns the shares of lines and branches in percent.</summary>
    internal static (double Lines, double Branches) Write(CliServices services, IReadOnlyCollection<FileCoverage> files)
    {
        var rows = new List<string[]>();
        var (lines, linesRun, branches, branchesRun) = (0, 0, 0, 0);
        foreach (var file in files)
        {
            var (fileLines, fileBranches) = (file.Lines, file.Branches.ToList());
            var (run, taken) = (fileLines.Count(line => line.Value > 0), fileBranches.Count(branch => branch.Count > 0));
            (lines, linesRun, branches, branchesRun) = (lines + fileLines.Count, linesRun + run, branches + fileBranches.Count, branchesRun + taken);
            rows.Add([
                file.File,
                Percent(run, fileLines.Count),
                Percent(taken, fileBranches.Count),
                List(fileLines.Where(line => line.Value == 0).Select(line => line.Key.ToString(CultureInfo.InvariantCulture))),
                List(fileBranches.Where(branch => branch.Count == 0).Select(branch => string.Create(CultureInfo.InvariantCulture, $"{branch.Point.Line}:{branch.Point.Column} {branch.Point.Way}"))),
            ]);
        }

        new TableText(["FILE", "LINES", "BRANCHES", "LINES LEFT OUT", "BRANCHES LEFT OUT"]).Write(services, rows, headers: true);
        return (Share(linesRun, lines), Share(branchesRun, branches));
    }

    /// <summary>The counts in the form of lcov (https://github.com/linux-test-project/lcov).</summary>
    internal static string Lcov(IReadOnlyCollection<FileCoverage> files)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (var file in files)
        {
            var (lines, branches) = (file.Lines, file.Branches.ToList());
            Line($"TN:");
            Line($"SF:{Path.GetFullPath(file.File)}");
            foreach (var (line, count) in lines)
            {
                Line($"DA:{line},{count}");
            }

            Line($"LF:{lines.Count}");
            Line($"LH:{lines.Count(line => line.Value > 0)}");
            foreach (var decision in branches.GroupBy(branch => branch.Point.Decision))
            {
                foreach (var (way, branch) in decision.Index())
                {
                    Line($"BRDA:{branch.Point.Line},{decision.Key},{way},{branch.Count}");
                }
            }

            Line($"BRF:{branches.Count}");
            Line($"BRH:{branches.Count(branch => branch.Count > 0)}");
            Line($"end_of_record");
        }

        return text.ToString();
    }

    private static double Share(int part, int whole) => whole == 0 ? 100 : 100.0 * part / whole;

    private static string Percent(int part, int whole) => string.Create(CultureInfo.InvariantCulture, $"{Share(part, whole):0.0}% ({part}/{whole})");

    private static string List(IEnumerable<string> items)
    {
        var all = items.ToList();
        return string.Join(", ", all.Take(MostListed)) + (all.Count > MostListed ? $" and {all.Count - MostListed} more" : "");
    }
}
