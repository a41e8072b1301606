using System.Globalization;
using System.Text;
using KubeStellar.Edge.TestKit.Processes;

namespace KubeStellar.Edge.Perf.Measure;

/// <summary>Prints one line a figure and keeps them for the result table of the scenario.</summary>
internal sealed class BenchReport(string scenario)
{
    private readonly List<(string Figure, string Value, string Unit, string Tags)> _rows = [];
    private readonly List<string> _notes = [];

    public void Add(string figure, double value, string unit, params (string Key, object Value)[] tags)
    {
        var text = value.ToString(value is >= 100 or <= -100 ? "0" : "0.####", CultureInfo.InvariantCulture);
        var tail = string.Join(' ', tags.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Key}={t.Value}")));
        Console.WriteLine($"BENCH {scenario} {figure} {text} {unit} {tail}".TrimEnd());
        _rows.Add((figure, text, unit, tail));
    }

    /// <summary>What the product took, beside its floors: the same work in bare V8, over which the ratios are, and in plain C#.</summary>
    public void AddBeside(string prefix, Rounds product, Rounds bareV8, Rounds csharp, params (string Key, object Value)[] tags)
    {
        Add(prefix + "ms", product.Ms, "ms", tags);
        Add(prefix + "bare_v8_ms", bareV8.Ms, "ms", tags);
        Add(prefix + "csharp_ms", csharp.Ms, "ms", tags);
        Add(prefix + "ratio", product.Ms / bareV8.Ms, "x", tags);
        Add(prefix + "cpu_ms", product.CpuMs, "ms", tags);
        Add(prefix + "cpu_ratio", product.CpuMs / bareV8.CpuMs, "x", tags);
    }

    /// <summary>A sentence under the table: what the figures say, and what they do not.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <summary>Writes <c>perf/results/&lt;scenario&gt;.md</c>.</summary>
    public void Save()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {scenario}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Measured {TimeProvider.System.GetUtcNow():yyyy-MM-dd} on {Environment.ProcessorCount} cores. Compare ratios within one run, not times between machines.").AppendLine();
        text.AppendLine("| figure | value | unit | of |").AppendLine("|---|---:|---|---|");
        foreach (var (figure, value, unit, tags) in _rows)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {figure} | {value} | {unit} | {tags} |");
        foreach (var note in _notes)
            text.AppendLine().AppendLine(note);
        Directory.CreateDirectory(Repository.PathOf("perf", "results"));
        File.WriteAllText(Repository.PathOf("perf", "results", scenario + ".md"), text.ToString());
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
