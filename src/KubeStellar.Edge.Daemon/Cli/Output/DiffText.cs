using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Input;
using Spectre.Console;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>One changed item: its name and what of it changes.</summary>
internal static class DiffText
{
    internal static void Write(CliServices services, JsonView item, bool namesOnly)
    {
        var name = item.Text("resource") == "policy" ? $"policy/{item.Text("key", "name")}" : ObjectText.Show(item.Text("key", "name"));
        if (namesOnly)
        {
            services.Out.WriteLine(CliErrors.OneLine(name));
            return;
        }

        services.Out.WriteLine(CliErrors.OneLine($"{name} ({item.Text("action")})"));
        IReadOnlyList<string> lines = LineDiff.Lines(Text(item.Find("before")), Text(item.Find("after")));
        if (lines.Count == 0 && item.Find("operations", "changes", "diff") is { } changes)
        {
            lines = [.. Text(changes).TrimEnd('\n').Split('\n')];
        }

        foreach (var line in lines)
        {
            Line(services, line);
        }
    }

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
