using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>Reads spec files; the format is written down in <c>dsl/reference/specs.md</c>.</summary>
internal static class SpecReader
{
    /// <summary>Expectations of a case, by name.</summary>
    internal static readonly string[] Expectations =
        ["selected", "placed", "reasons", "shares", "results", "operations", "copies", "omitted", "faults", "fault", "dependsOn", "with", "without"];

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = ObjectLimits.MaxDepth + 16, AllowDuplicateProperties = false };

    /// <exception cref="CliException">It is no spec; the message says where.</exception>
    internal static Spec Read(string file)
    {
        try
        {
            return Read(file, JsonDocument.Parse(File.ReadAllBytes(file), Options).RootElement);
        }
        catch (JsonException error)
        {
            throw new CliException($"{file}:{error.LineNumber + 1}:{error.BytePositionInLine + 1}: is no JSON: {error.Message.Split(" LineNumber")[0]}", inner: error);
        }
        catch (CliException error)
        {
            throw new CliException($"{file}: {error.Message}", inner: error);
        }
    }

    private static Spec Read(string file, JsonElement root)
    {
        var fields = new Fields(root, "the spec", "$schema", "policy", "parameters", "libraries", "objects", "edges", "cases", "health", "waves", "gate", "status");
        var objects = fields.Map("objects").ToDictionary(StringComparer.Ordinal);
        fields.Need("edges");
        var edges = fields.List("edges").Select((edge, i) => Fleet.Edge(edge, $"edges[{i}]")).ToList();
        if (edges.GroupBy(edge => edge.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new CliException($"edges: {twice.Key} is there twice");
        }

        var ids = edges.Select(edge => edge.Id).ToHashSet(StringComparer.Ordinal);
        var cases = SpecTable.Rows(fields.List("cases"), "cases").Select(row => Case(row.Case, row.Where, objects, ids)).ToList();
        if (cases.Where(one => one.Expected.Count == 0).GroupBy(one => one.It, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } same)
        {
            throw new CliException($"cases: two that are kept as snapshots are called \"{same.Key}\"");
        }

        return new Spec(
            file,
            Path.Combine(Path.GetDirectoryName(file)!, fields.Text("policy")),
            fields.Find("parameters") is null ? null : new SortedDictionary<string, JsonElement>(fields.Map("parameters").ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
            fields.Map("libraries").Select(pair => Library(file, pair.Key, Fields.Text(pair.Value, $"libraries.{pair.Key}"))).ToDictionary(),
            edges,
            cases,
            [.. fields.List("health").Select((one, i) => Health(one, $"health[{i}]", objects))],
            [.. SpecTable.Rows(fields.List("waves"), "waves").Select(row => Waves(row.Case, row.Where, ids))],
            [.. SpecTable.Rows(fields.List("gate"), "gate").Select(row => Gate(row.Case, row.Where))],
            fields.Find("status") is { } status ? Status(status, objects, ids) : null);
    }

    private static KeyValuePair<LibraryReference, string> Library(string file, string name, string folder)
    {
        var path = Path.Combine(Path.GetDirectoryName(file)!, folder);
        return !LibraryReference.TryParse(name, out var library) ? throw new CliException($"libraries: '{name}' {LibraryReference.Explain(name)}")
            : !Directory.Exists(path) ? throw new CliException($"libraries.{name}: there is no folder {path}")
            : KeyValuePair.Create(library, path);
    }

    private static SpecCase Case(JsonElement element, string where, Dictionary<string, JsonElement> objects, HashSet<string> ids)
    {
        var fields = new Fields(element, where, ["it", "object", "absent", "current", .. Expectations]);
        return new SpecCase(
            fields.Text("it"),
            Object(fields.Need("object"), $"{where}.object", objects),
            Ids(fields, where, "absent", ids),
            Ids(fields, where, "current", ids),
            Expected(element, where, ids));
    }

    private static Dictionary<string, JsonElement> Expected(JsonElement element, string where, HashSet<string> ids)
    {
        var expected = element.EnumerateObject().Where(member => Expectations.Contains(member.Name)).ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        foreach (var (name, value) in expected)
        {
            ExpectedForm.Check(name, value, where, ids);
        }

        return expected;
    }

    private static SpecHealth Health(JsonElement element, string where, Dictionary<string, JsonElement> objects)
    {
        var fields = new Fields(element, where, "it", "object", "expect");
        return new SpecHealth(fields.Text("it"), Object(fields.Need("object"), $"{where}.object", objects), Verdict(fields, where, "health", Enum.GetNames<Health>(), "reason", "message"));
    }

    private static SpecWaves Waves(JsonElement element, string where, HashSet<string> ids)
    {
        var fields = new Fields(element, where, "it", "members", "expect", "order");
        fields.Need("expect");
        var expected = fields.Map("expect").Select(pair => KeyValuePair.Create(pair.Key, Fields.Text(pair.Value, $"{where}.expect.{pair.Key}"))).ToList();
        return expected.Find(pair => !ids.Contains(pair.Key)).Key is { } unknown ? throw new CliException($"{where}.expect: there is no edge {unknown} in the fleet")
            : new SpecWaves(fields.Text("it"), Ids(fields, where, "members", ids), expected, fields.Texts("order"));
    }

    private static SpecGate Gate(JsonElement element, string where)
    {
        var fields = new Fields(element, where, "it", "input", "expect");
        return new SpecGate(fields.Text("it"), fields.Need("input"), Verdict(fields, where, "verdict", [.. Enum.GetValues<GateDecision>().Select(GateCases.Word)], "reason"));
    }

    /// <summary>A verdict as it is expected: a word, or an object with all that shall be checked.</summary>
    private static JsonElement Verdict(Fields fields, string where, string name, string[] words, params string[] more)
    {
        var expected = fields.Need("expect");
        var said = expected.ValueKind == JsonValueKind.Object ? new Fields(expected, $"{where}.expect", [name, .. more]).Find(name) : expected;
        return said is not { } one || words.Contains(Fields.Text(one, $"{where}.expect")) ? expected
            : throw new CliException($"{where}.expect: {one.GetString()} is none of {string.Join(", ", words)}");
    }

    private static SpecStatus Status(JsonElement element, Dictionary<string, JsonElement> objects, HashSet<string> ids)
    {
        var fields = new Fields(element, "status", "reports", "summary");
        return new SpecStatus([.. fields.List("reports").Select((report, i) => Report(report, $"status.reports[{i}]", objects, ids))], fields.Find("summary"));
    }

    private static (string Edge, ReductionInput Input) Report(JsonElement element, string where, Dictionary<string, JsonElement> objects, HashSet<string> ids)
    {
        var fields = new Fields(element, where, "edge", "object", "ready", "upsynced", "applied", "health", "reason", "message", "conditions");
        var edge = fields.Text("edge");
        var workload = Object(fields.Need("object"), $"{where}.object", objects);
        var status = JsonElement.Parse(workload).TryGetProperty("status", out var found) ? found : (JsonElement?)null;
        var (key, digest) = (ObjectKey.OfObject(JsonElement.Parse(workload)), Digest.Of(workload));
        if (fields.Flag("upsynced") == true && ids.Contains(edge))
        {
            return (edge, ReductionInput.Born(key, digest, workload, status));
        }

        var health = fields.TextOr("health", fields.Flag("ready") == true ? "Current" : "InProgress");
        return !ids.Contains(edge) ? throw new CliException($"{where}.edge: there is no edge {edge} in the fleet")
            : !Enum.TryParse<Health>(health, out var known) ? throw new CliException($"{where}.health: {health} is none of {string.Join(", ", Enum.GetNames<Health>())}")
            : (edge, new ReductionInput(key, new ReportObject
            {
                Content = digest,
                Applied = fields.Flag("applied") ?? true,
                ObservedAfterApply = true,
                Health = known,
                Reason = fields.TextOr("reason", ""),
                Message = fields.TextOr("message", ""),
                Conditions = fields.Find("conditions") is null ? null : [.. fields.List("conditions").Select((condition, i) => Condition(condition, $"{where}.conditions[{i}]"))],
                Status = status,
            }, workload));
    }

    private static Condition Condition(JsonElement element, string where)
    {
        var fields = new Fields(element, where);
        return new Condition(fields.Text("type"), fields.Text("status"), fields.TextOr("reason", ""), fields.TextOr("message", ""));
    }

    private static HashSet<string> Ids(Fields fields, string where, string name, HashSet<string> known)
    {
        var ids = (fields.Texts(name) ?? []).ToHashSet(StringComparer.Ordinal);
        return ids.FirstOrDefault(id => !known.Contains(id)) is { } unknown ? throw new CliException($"{where}.{name}: there is no edge {unknown} in the fleet") : ids;
    }

    private static byte[] Object(JsonElement element, string where, Dictionary<string, JsonElement> objects)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            element = objects.TryGetValue(element.GetString()!, out var named) ? named : throw new CliException($"{where}: there is no \"{element.GetString()}\" in objects");
        }

        try
        {
            var canonical = CanonicalJson.Canonicalize(element);
            ObjectKey.OfObject(JsonElement.Parse(canonical));
            return canonical;
        }
        catch (Exception error) when (error is JsonRefusedException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CliException($"{where}: {error.Message}", inner: error);
        }
    }
}
