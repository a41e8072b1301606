using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>Outcomes that were looked at once and written down, in <c>NAME.snap.json</c> beside the spec; for cases that say nothing of what they expect.</summary>
internal sealed class Snapshots
{
    private readonly string _file;
    private readonly bool _update;
    private readonly SortedDictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _now = new(StringComparer.Ordinal);

    internal Snapshots(string spec, bool update)
    {
        _file = (spec.EndsWith(".spec.json", StringComparison.Ordinal) ? spec[..^".spec.json".Length] : spec) + ".snap.json";
        _update = update;
        if (File.Exists(_file))
        {
            foreach (var one in JsonElement.Parse(File.ReadAllBytes(_file)).EnumerateObject())
            {
                _known[one.Name] = JsonText.Write(one.Value);
            }
        }
    }

    /// <summary>Compares, or writes down; whether the snapshot changed.</summary>
    internal bool Check(string name, JsonElement outcome, List<Failure> failures)
    {
        var now = JsonText.Write(outcome);
        _now[name] = now;
        var known = _known.GetValueOrDefault(name);
        if (known == now)
        {
            return false;
        }

        if (!_update)
        {
            failures.Add(known is null
                ? new Failure($"it expects nothing, and there is no snapshot of it in {Path.GetFileName(_file)}; look at what it does and keep that with --update", LineDiff.Lines("", now))
                : new Failure($"it is not as in {Path.GetFileName(_file)}; when that is right, keep it with --update", LineDiff.Lines(known, now)));
        }

        return _update;
    }

    /// <summary>Writes the file anew when it changed; without cases that are gone.</summary>
    internal void Save()
    {
        if (!_update || _known.SequenceEqual(_now))
        {
            return;
        }

        if (_now.Count == 0)
        {
            File.Delete(_file);
            return;
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var (name, text) in _now)
            {
                writer.WritePropertyName(name);
                JsonElement.Parse(text).WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        File.WriteAllText(_file, Encoding.UTF8.GetString(stream.ToArray()) + "\n");
    }

    /// <summary>An outcome as it is written down: variants with the edges that share them.</summary>
    internal static JsonElement Of(TrialOutcome outcome)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            if (outcome.NotSelected is not null)
            {
                writer.WriteBoolean("selected", false);
            }
            else if (outcome.Fault is { } fault)
            {
                writer.WriteStartObject("fault");
                writer.WriteString("reason", fault.Reason);
                writer.WriteString("message", fault.Message);
                writer.WriteEndObject();
            }
            else
            {
                Decision(writer, outcome);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(CanonicalJson.Canonicalize(stream.ToArray()));
    }

    private static void Decision(Utf8JsonWriter writer, TrialOutcome outcome)
    {
        Texts(writer, "placed", outcome.Placed);
        Map(writer, "reasons", outcome.Reasons);
        Map(writer, "tainted", outcome.Barred);
        Map(writer, "faults", outcome.Faults);
        if (outcome.Omitted.Count > 0)
        {
            Texts(writer, "omitted", outcome.Omitted);
        }

        if (outcome.Shares.Count > 0)
        {
            writer.WriteStartObject("shares");
            foreach (var (id, share) in outcome.Shares)
            {
                writer.WritePropertyName(id);
                share.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        foreach (var (name, references) in new[] { ("dependsOn", outcome.DependsOn), ("with", outcome.With), ("without", outcome.Without) }.Where(pair => pair.Item2.Count > 0))
        {
            Texts(writer, name, references);
        }

        writer.WriteStartArray("variants");
        foreach (var variant in outcome.Variants)
        {
            writer.WriteStartObject();
            Texts(writer, "edges", variant.Edges);
            writer.WriteStartArray(variant.FannedOut ? "copies" : "operations");
            foreach (var copy in variant.Copies)
            {
                if (variant.FannedOut)
                {
                    Expectation.Operations(copy.Operations).WriteTo(writer);
                }
                else
                {
                    foreach (var operation in Expectation.Operations(copy.Operations).EnumerateArray())
                    {
                        operation.WriteTo(writer);
                    }
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void Map(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, text) in texts)
        {
            writer.WriteString(key, text);
        }

        writer.WriteEndObject();
    }
}
