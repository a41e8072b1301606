using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary>Reads labels and taints in kubectl's notation.</summary>
internal static class EdgeEdits
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    /// <summary>Labels alone, as <c>--label k=v</c> has them.</summary>
    internal static SortedDictionary<string, string> LabelsToSet(IEnumerable<string> texts)
    {
        var (set, remove) = Labels(texts);
        return remove.Count == 0 ? set : throw new CliException($"'{remove[0]}-' is no label: expected key=value");
    }

    internal static (SortedDictionary<string, string> Set, List<string> Remove) Labels(IEnumerable<string> texts)
    {
        var set = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var remove = new List<string>();
        foreach (var text in texts)
        {
            if (text.Split('=', 2) is [var key, var value])
            {
                Check(text, "the key", Names.ExplainLabelKey(key));
                Check(text, "the value", Names.ExplainLabelValue(value));
                if (!set.TryAdd(key, value))
                {
                    throw new CliException($"the label '{key}' was given twice");
                }
            }
            else if (text.EndsWith('-'))
            {
                Check(text, "the key", Names.ExplainLabelKey(text[..^1]));
                remove.Add(text[..^1]);
            }
            else
            {
                throw new CliException($"'{text}' is no label: expected key=value, or key- to take it away");
            }
        }

        return remove.FirstOrDefault(set.ContainsKey) is { } both
            ? throw new CliException($"the label '{both}' is both set and taken away")
            : (set, remove);
    }

    internal static (List<Taint> Set, List<string> Remove) Taints(IEnumerable<string> texts)
    {
        var set = new List<Taint>();
        var remove = new List<string>();
        foreach (var text in texts)
        {
            var removes = text.EndsWith('-');
            var body = removes ? text[..^1] : text;
            var (name, effect) = body.LastIndexOf(':') is >= 0 and var colon ? (body[..colon], body[(colon + 1)..]) : (body, "");
            var (key, value) = name.Split('=', 2) is [var before, var after] ? (before, after) : (name, "");
            Check(text, "the key", Names.ExplainQualifiedName(key));
            Check(text, "the value", Names.ExplainLabelValue(value));
            if (effect.Length > 0 ? !Effects.Contains(effect) : !removes)
            {
                throw new CliException(
                    $"'{text}' is no taint: expected key=value:Effect, key:Effect, or one of these with '-' behind it to take it away",
                    [$"effects: {string.Join(", ", Effects)}"]);
            }

            if (removes)
            {
                remove.Add(effect.Length > 0 ? $"{key}:{effect}" : key);
            }
            else
            {
                set.Add(new Taint(key, value, effect));
            }
        }

        return (set, remove);
    }

    private static void Check(string text, string part, string? wrong)
    {
        if (wrong is not null)
        {
            throw new CliException($"'{text}': {part} {wrong}");
        }
    }
}
