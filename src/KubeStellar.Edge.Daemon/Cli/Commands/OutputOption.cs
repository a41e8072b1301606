using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>-o table|wide|json|yaml|name</c>.</summary>
internal sealed class OutputOption
{
    private static readonly string[] Forms = ["table", "wide", "json", "yaml", "name"];

    // A text, since help shows the default as it is.
    private readonly Option<string> _option = new("--output", "-o") { Description = "form of the answer: table, wide, json, yaml or name", HelpName = "FORM", DefaultValueFactory = _ => Forms[0] };

    internal OutputOption(Command command)
    {
        _option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !Forms.Contains(token.Value))
            {
                result.AddError($"'{token.Value}' is no form of output: {string.Join(", ", Forms)}");
            }
        });
        _option.CompletionSources.Add(Forms);
        command.Add(_option);
    }

    internal OutputFormat Read(ParseResult parsed) => (OutputFormat)Array.IndexOf(Forms, parsed.GetValue(_option));
}
