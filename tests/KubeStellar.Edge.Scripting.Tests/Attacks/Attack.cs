namespace KubeStellar.Edge.Scripting.Tests.Attacks;

/// <summary>One attack of the corpus; see README.md beside the scripts.</summary>
/// <param name="Name">File and title.</param>
/// <param name="Where"><c>module</c>, or the function that attacks.</param>
/// <param name="Outcomes">Reasons that it may end with; <c>Served</c>: an answer.</param>
/// <param name="Message">Part of the fault's message, or empty.</param>
/// <param name="Text">The script.</param>
internal sealed record Attack(string Name, string Where, string[] Outcomes, string Message, string Text)
{
    private const string Mark = "//#";

    /// <summary>The whole corpus, by name.</summary>
    internal static IReadOnlyDictionary<string, Attack> All { get; } =
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Attacks"), "*.js").SelectMany(Read).ToDictionary(attack => attack.Name, StringComparer.Ordinal);

    /// <summary>The policy that it is tried with.</summary>
    internal string Module()
    {
        if (Where == "module")
        {
            // Imports are hoisted; a module may come with a default export of its own.
            return Text.Contains("export default", StringComparison.Ordinal)
                ? Text
                : $"{Text}\nimport {{ policy }} from 'kubestellar';\nexport default policy({{ selects: {{ kinds: ['Deployment'] }}, place: () => true }});";
        }

        // What lies deeper in the declaration than its function.
        string[] status = ["map", "combine", "finish"], elsewhere = [.. status, "gate", "wave", "pick", "waveGate"];
        var functions = new Dictionary<string, string>
        {
            ["place"] = "() => true", ["customize"] = "() => {}", ["map"] = "report => report.name", ["combine"] = "(a, b) => a + b", ["finish"] = "a => a",
        };
        if (Where != "where")
        {
            functions[Where] = Text;
        }

        return $$"""
            import { policy } from "kubestellar";
            let calls = 0;
            const seen = [], count = /a/g;
            const later = policy({
              selects: { kinds: ["Deployment"]{{(Where == "where" ? $", where: {Text}" : "")}} },
              {{string.Join(",\n  ", functions.Where(f => !elsewhere.Contains(f.Key)).Select(f => $"{f.Key}: {f.Value}"))}},
              rollout: { waves: [{{Waves(functions)}}], gate: {{functions.GetValueOrDefault("gate", "() => ({})")}} },
              status: { {{string.Join(",\n  ", status.Select(name => $"{name}: {functions[name]}"))}} },
            });
            export default later;
            """;
    }

    private static string Waves(Dictionary<string, string> functions) =>
        functions.TryGetValue("wave", out var wave) ? wave
            : functions.TryGetValue("pick", out var pick) ? $"{{ pick: {pick} }}"
            : functions.TryGetValue("waveGate", out var gate) ? $"{{ wave: {{ percent: 100 }}, gate: {gate} }}"
            : "{ percent: 100 }";

    private static IEnumerable<Attack> Read(string file)
    {
        foreach (var part in File.ReadAllText(file).Split(Mark, StringSplitOptions.RemoveEmptyEntries))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            var fields = part[..end].Split('|', StringSplitOptions.TrimEntries);
            yield return new Attack($"{Path.GetFileNameWithoutExtension(file)}: {fields[0]}", fields[1], fields[2].Split('/'), fields.ElementAtOrDefault(3) ?? "", part[(end + 1)..].TrimEnd('\n'));
        }
    }
}
