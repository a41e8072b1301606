using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeStellar.Edge.Analysis.Lint;
using KubeStellar.Edge.Daemon.Cli.Commands;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>Problems for programs: plain JSON, and SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).</summary>
internal static class ProblemJson
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    internal static string Plain(CheckReport report) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            writer.WriteStartObject();
            writer.WriteString("file", problem.File);
            writer.WriteNumber("line", problem.Line);
            writer.WriteNumber("column", problem.Column);
            writer.WriteString("severity", problem.Error ? "error" : "warning");
            writer.WriteString("rule", problem.Rule);
            writer.WriteString("message", problem.Message);
            writer.WriteString("remedy", problem.Remedy);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("policies", report.Files.Count);
        writer.WriteNumber("errors", report.Errors);
        writer.WriteNumber("warnings", report.Warnings);
        writer.WriteStartObject("types");
        writer.WriteBoolean("checked", report.Types is not null);
        writer.WriteString("note", report.Untyped);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    internal static string Sarif(CheckReport report) => Write(writer =>
    {
        var about = LintRules.All.ToDictionary(rule => rule.Id, rule => rule.About, StringComparer.Ordinal);
        var rules = report.Problems.Select(problem => problem.Rule).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        writer.WriteStartObject();
        writer.WriteString("$schema", Schema);
        writer.WriteString("version", "2.1.0");
        writer.WriteStartArray("runs");
        writer.WriteStartObject();
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "kse policy check");
        writer.WriteString("version", VersionCommand.Client);
        writer.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            writer.WriteStartObject();
            writer.WriteString("id", rule);
            writer.WriteStartObject("shortDescription");
            writer.WriteString("text", about.GetValueOrDefault(rule, rule.StartsWith("TS", StringComparison.Ordinal) ? "A message of the TypeScript compiler." : "A message of the policy engine."));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteString("columnKind", "utf16CodeUnits");
        Invocation(writer, report);
        writer.WriteStartArray("results");
        foreach (var problem in report.Problems)
        {
            Result(writer, problem, rules.IndexOf(problem.Rule));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Invocation(Utf8JsonWriter writer, CheckReport report)
    {
        writer.WriteStartArray("invocations");
        writer.WriteStartObject();
        writer.WriteBoolean("executionSuccessful", true);
        if (report.Untyped.Length > 0)
        {
            writer.WriteStartArray("toolExecutionNotifications");
            writer.WriteStartObject();
            writer.WriteString("level", "note");
            writer.WriteStartObject("message");
            writer.WriteString("text", report.Untyped);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void Result(Utf8JsonWriter writer, Problem problem, int rule)
    {
        writer.WriteStartObject();
        writer.WriteString("ruleId", problem.Rule);
        writer.WriteNumber("ruleIndex", rule);
        writer.WriteString("level", problem.Error ? "error" : "warning");
        writer.WriteStartObject("message");
        writer.WriteString("text", problem.Sentence);
        writer.WriteEndObject();
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", Uri(problem.File));
        writer.WriteEndObject();
        if (problem.Line > 0)
        {
            writer.WriteStartObject("region");
            writer.WriteNumber("startLine", problem.Line);
            writer.WriteNumber("startColumn", Math.Max(1, problem.Column));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Uri(string file) => string.Join('/', file.Replace('\\', '/').Split('/').Select(System.Uri.EscapeDataString)) switch
    {
        ['/', ..] absolute => "file://" + absolute,
        var relative => relative,
    };

    private static string Write(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
