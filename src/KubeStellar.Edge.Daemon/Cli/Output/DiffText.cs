using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Input;
using Spectre.Console;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>What an apply would change: objects, each with the edges for which the same would change, and the lines.</summary>
internal static class DiffText
{
    private const int MaxEdges = 5;

    internal static void Write(CliServices services, IEnumerable<JsonElement> changes, bool namesOnly)
    {
        foreach (var same in changes.Select(item => new JsonView(item)).GroupBy(item => (Name(item), Change(item), Text(item.Find("before")), Text(item.Find("after")))))
        {
            var (name, change, before, after) = same.Key;
            if (namesOnly)
            {
                services.Out.WriteLine(CliErrors.OneLine(name));
                continue;
            }

            services.Out.WriteLine(CliErrors.OneLine($"{name} ({change}){Edges([.. same.Select(item => item.TextOrEmpty("edge")).Where(edge => edge.Length > 0)])}"));
            foreach (var line in LineDiff.Lines(before, after))
            {
                Line(services, line);
            }
        }
    }

    /// <summary>Lines of two values that differ.</summary>
    internal static void Lines(CliServices services, JsonElement? before, JsonElement? after)
    {
        foreach (var line in LineDiff.Lines(Text(before), Text(after)))
        {
            Line(services, line);
        }
    }

    private static string Name(JsonView item) =>
        item.TextOrEmpty("resource") is ("policy" or "library") and var resource ? $"{resource}/{item.Text("key", "name")}" : ObjectText.Show(item.Text("object", "key", "name"));

    private static string Change(JsonView item) => item.Text("change", "action");

    private static string Edges(List<string> edges) => edges.Count switch
    {
        0 => "",
        <= MaxEdges => $" at {string.Join(", ", edges)}",
        _ => $" at {string.Join(", ", edges.Take(MaxEdges))} and {edges.Count - MaxEdges} more",
    };

    private static string Text(JsonElement? value) => value switch
    {
        null => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => YamlText.Write(other),
    };

    private static void Line(CliServices services, string line)
    {
        // Indentation is part of what is shown, so only what a terminal would obey is replaced.
        var safe = string.Concat(line.Select(c => char.IsControl(c) && c != '\t' ? '\ufffd' : c));
        if (services.Colors && safe.Length > 0 && safe[0] is '+' or '-' or '@')
        {
            ColorConsole.For(services).Write(new Text(safe, safe[0] switch { '+' => Color.Green, '-' => Color.Red, _ => Color.Aqua }));
            services.Out.WriteLine();
        }
        else
        {
            services.Out.WriteLine(safe);
        }
    }
}
