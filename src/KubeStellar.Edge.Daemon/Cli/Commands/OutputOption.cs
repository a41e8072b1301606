using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>-o table|wide|json|yaml|name</c>.</summary>
internal static class OutputOption
{
    private static readonly string[] Forms = ["table", "wide", "json", "yaml", "name"];

    internal static Option<OutputFormat> AddTo(Command command)
    {
        var option = new Option<OutputFormat>("--output", "-o")
        {
            Description = "form of the answer: table, wide, json, yaml or name",
            HelpName = "FORM",
            DefaultValueFactory = _ => OutputFormat.Table,
            CustomParser = result =>
            {
                var word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                var index = Array.IndexOf(Forms, word);
                if (index < 0)
                {
                    result.AddError($"'{word}' is no form of output: {string.Join(", ", Forms)}");
                }

                return (OutputFormat)Math.Max(index, 0);
            },
        };
        option.CompletionSources.Add(Forms);
        command.Add(option);
        return option;
    }
}
