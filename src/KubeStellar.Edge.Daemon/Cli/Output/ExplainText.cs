using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Input;
using Spectre.Console;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>The way of an object to an edge as a list of steps, with a sign before each.</summary>
internal static class ExplainText
{
    internal static void Write(CliServices services, ExplainResult result, bool wide)
    {
        services.Out.WriteLine(CliErrors.OneLine($"{ObjectText.Show(result.Object)} at {result.Edge}: {(result.Placed ? "placed" : "not placed")}"));
        Steps(services, result.Steps, wide);
    }

    /// <summary>The steps alone.</summary>
    internal static void Steps(CliServices services, IReadOnlyList<ExplainStep> steps, bool wide)
    {
        var width = steps.Select(step => step.Stage.Length).DefaultIfEmpty(0).Max();
        foreach (var step in steps)
        {
            services.Out.Write("  ");
            Sign(services, step.Outcome);
            services.Out.WriteLine($" {CliErrors.OneLine(step.Stage).PadRight(width)}  {CliErrors.OneLine(step.Reason)}");
            if (step.Detail is not { } detail)
            {
                continue;
            }

            if (!wide && ReadText.Of(new JsonView(detail).Find("read")) is { Length: > 0 } read)
            {
                services.Out.WriteLine($"{new string(' ', width + 10)}it read {read}");
            }

            foreach (var line in wide ? YamlText.Write(detail).TrimEnd('\n').Split('\n') : [])
            {
                services.Out.WriteLine($"{new string(' ', width + 10)}{CliErrors.OneLine(line).PadLeft(line.Length)}".TrimEnd());
            }
        }
    }

    private static void Sign(CliServices services, string outcome)
    {
        if (services.Colors)
        {
            var (sign, color) = outcome switch
            {
                "yes" => ("✓", Color.Green),
                "no" => ("✗", Color.Red),
                "error" => ("!", Color.Red),
                "waiting" => ("…", Color.Yellow),
                _ => ("?", Color.Grey),
            };
            ColorConsole.For(services).Write(new Text(sign, color));
            return;
        }

        services.Out.Write(services.OutIsTerminal
            ? outcome switch { "yes" => "✓", "no" => "✗", "error" => "!", "waiting" => "…", _ => "?" }
            : outcome switch { "yes" => "[yes]    ", "no" => "[no]     ", "error" => "[error]  ", "waiting" => "[waiting]", _ => "[unknown]" });
    }
}
