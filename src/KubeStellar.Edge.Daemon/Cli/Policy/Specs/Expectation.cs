using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>Compares what happened with what a case expects. Pure: an outcome in, failures out.</summary>
internal static class Expectation
{
    internal static List<Failure> Check(IReadOnlyDictionary<string, JsonElement> expected, TrialOutcome outcome)
    {
        var failures = new List<Failure>();
        if (expected.TryGetValue("selected", out var selected) && selected.ValueKind == JsonValueKind.False)
        {
            Add(failures, outcome is { NotSelected: null, Fault: null }, "the policy selects the object, and should not");
            return failures;
        }

        if (outcome.NotSelected is { } why)
        {
            return [new Failure($"the policy does not select the object: {why}", [])];
        }

        if (expected.TryGetValue("fault", out var fault))
        {
            Fault(failures, new Fields(fault, "fault", "reason", "message"), outcome);
            return failures;
        }

        if (outcome.Fault is { } stalled)
        {
            return [new Failure($"there is no decision: {stalled.Reason}: {stalled.Message}{(stalled.Location.Length > 0 ? $" ({stalled.Location})" : "")}", [])];
        }

        foreach (var (name, value) in expected)
        {
            Check(name, value, outcome, failures);
        }

        // What fails is said, whether somebody looks at these edges or not.
        if (!expected.ContainsKey("faults"))
        {
            failures.AddRange(outcome.Faults.Select(pair => new Failure($"{pair.Key}: {pair.Value}", [])));
        }

        return failures;
    }

    /// <summary>A verdict of health or of a gate: a word, which is its first part, or an object with all that shall be checked.</summary>
    internal static List<Failure> Verdict(JsonElement expected, params IReadOnlyList<(string Name, string Value)> got) =>
    [
        .. from part in got
           let wanted = expected.ValueKind != JsonValueKind.Object ? part == got[0] ? expected : (JsonElement?)null : expected.TryGetProperty(part.Name, out var value) ? value : null
           where wanted is not null && wanted.Value.GetString() != part.Value
           select new Failure($"{part.Name}: expected \"{wanted.Value.GetString()}\", got \"{part.Value}\"", []),
    ];

    private static void Check(string name, JsonElement value, TrialOutcome outcome, List<Failure> failures)
    {
        switch (name)
        {
            case "placed":
                Same(failures, name, [.. value.EnumerateArray().Select(id => id.GetString()!)], outcome.Placed, id => Why(outcome, id));
                break;
            case "omitted":
                Same(failures, name, [.. value.EnumerateArray().Select(id => id.GetString()!)], outcome.Omitted, _ => "");
                break;
            case "dependsOn" or "with" or "without":
                Same(failures, name, [.. value.EnumerateArray().Select(id => id.GetString()!)], name == "dependsOn" ? outcome.DependsOn : name == "with" ? outcome.With : outcome.Without, _ => "");
                break;
            case "faults":
                Same(failures, name, [.. value.EnumerateObject().Select(member => member.Name)], [.. outcome.Faults.Keys], id => outcome.Faults.GetValueOrDefault(id, ""));
                failures.AddRange(value.EnumerateObject().Where(member => outcome.Faults.TryGetValue(member.Name, out var said) && !said.Contains(member.Value.GetString()!, StringComparison.Ordinal))
                    .Select(member => new Failure($"faults {member.Name}: expected a message with \"{member.Value.GetString()}\", got \"{outcome.Faults[member.Name]}\"", [])));
                break;
            case "reasons":
                foreach (var member in value.EnumerateObject())
                {
                    var said = outcome.Reasons.GetValueOrDefault(member.Name) ?? outcome.Barred.GetValueOrDefault(member.Name);
                    Add(failures, said != member.Value.GetString(), $"reasons {member.Name}: expected \"{member.Value.GetString()}\", got {(said is null ? "none" : $"\"{said}\"")}");
                }

                break;
            case "shares":
                foreach (var member in value.EnumerateObject())
                {
                    var given = outcome.Shares.TryGetValue(member.Name, out var share);
                    Add(failures, !given || !JsonElement.DeepEquals(member.Value, share), $"shares {member.Name}: expected {member.Value.GetRawText()}, got {(given ? share.GetRawText() : "none")}");
                }

                break;
            case "results" or "operations" or "copies":
                foreach (var member in value.EnumerateObject())
                {
                    Variant(failures, name, member.Name, member.Value, outcome);
                }

                break;
        }
    }

    private static void Variant(List<Failure> failures, string name, string edge, JsonElement expected, TrialOutcome outcome)
    {
        if (outcome.VariantOf(edge) is not { } variant)
        {
            failures.Add(new Failure($"{name} {edge}: the edge does not get the object: {Why(outcome, edge)}", []));
            return;
        }

        if (name == "copies")
        {
            Add(failures, !variant.FannedOut, $"copies {edge}: the object was not fanned out");
            Add(failures, variant.FannedOut && variant.Copies.Count != expected.GetArrayLength(), $"copies {edge}: expected {expected.GetArrayLength()}, got {variant.Copies.Count}");
            foreach (var (part, copy) in expected.EnumerateArray().Zip(variant.Copies))
            {
                failures.AddRange(Parts.Differences(part, JsonElement.Parse(copy.Bytes), "").Select(line => new Failure($"copies {edge}: {line}", [])));
            }
        }
        else if (variant.FannedOut)
        {
            failures.Add(new Failure($"{name} {edge}: the object became {variant.Copies.Count} copies; say what they are with \"copies\"", []));
        }
        else if (name == "results")
        {
            failures.AddRange(Parts.Differences(expected, JsonElement.Parse(variant.Copies[0].Bytes), "").Select(line => new Failure($"results {edge}: {line}", [])));
        }
        else
        {
            var got = Operations(variant.Copies[0].Operations);
            if (!JsonElement.DeepEquals(expected, got))
            {
                failures.Add(new Failure($"operations {edge}: they differ", LineDiff.Lines(Lines(expected), Lines(got))));
            }
        }
    }

    private static void Fault(List<Failure> failures, Fields expected, TrialOutcome outcome)
    {
        if (outcome.Fault is not { } fault)
        {
            failures.Add(new Failure($"fault: expected {expected.Text("reason")}, and there is a decision", []));
            return;
        }

        Add(failures, fault.Reason != expected.Text("reason"), $"fault: expected the reason {expected.Text("reason")}, got {fault.Reason}: {fault.Message}");
        Add(failures, !fault.Message.Contains(expected.TextOr("message", ""), StringComparison.Ordinal), $"fault: expected a message with \"{expected.TextOr("message", "")}\", got \"{fault.Message}\"");
    }

    private static void Same(List<Failure> failures, string name, string[] expected, IReadOnlyList<string> got, Func<string, string> why)
    {
        foreach (var id in expected.Except(got))
        {
            failures.Add(new Failure($"{name}: {id} is missing{Because(why(id))}", []));
        }

        foreach (var id in got.Except(expected))
        {
            failures.Add(new Failure($"{name}: {id} is not expected{Because(why(id))}", []));
        }
    }

    private static string Because(string why) => why.Length > 0 ? $" ({why})" : "";

    private static string Why(TrialOutcome outcome, string id) =>
        outcome.Faults.GetValueOrDefault(id) ?? outcome.Barred.GetValueOrDefault(id) ?? outcome.Reasons.GetValueOrDefault(id)
        ?? (outcome.Omitted.Contains(id) ? "customize omits it" : outcome.Placed.Contains(id) ? "" : "");

    private static void Add(List<Failure> failures, bool wrong, string what)
    {
        if (wrong)
        {
            failures.Add(new Failure(what, []));
        }
    }

    internal static JsonElement Operations(IReadOnlyList<JsonOperation> operations) => JsonSerializer.SerializeToElement(operations, ContractsJson.Default.IReadOnlyListJsonOperation);

    /// <summary>One operation a line, members in the order of their names.</summary>
    private static string Lines(JsonElement operations) => operations.ValueKind == JsonValueKind.Array
        ? string.Join('\n', operations.EnumerateArray().Select(operation => Encoding.UTF8.GetString(CanonicalJson.Canonicalize(operation))))
        : operations.GetRawText();
}
