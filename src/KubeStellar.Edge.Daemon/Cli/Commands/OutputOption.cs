using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>-o table|wide|json|yaml|name</c>, and <c>cloudevents</c> where there are events.</summary>
internal sealed class OutputOption
{
    private static readonly string[] All = ["table", "wide", "json", "yaml", "name"];
    private readonly string[] _forms;

    // A text, since help shows the default as it is.
    private readonly Option<string> _option;

    internal OutputOption(Command command, bool events = false)
    {
        _forms = events ? [.. All, "cloudevents"] : All;
        var listed = $"{string.Join(", ", _forms.SkipLast(1))} or {_forms[^1]}";
        _option = new("--output", "-o") { Description = $"form of the answer: {listed}", HelpName = "FORM", DefaultValueFactory = _ => All[0] };
        _option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !_forms.Contains(token.Value))
            {
                result.AddError($"'{token.Value}' is no form of output: {string.Join(", ", _forms)}");
            }
        });
        _option.CompletionSources.Add(_forms);
        command.Add(_option);
    }

    internal OutputFormat Read(ParseResult parsed) => (OutputFormat)Array.IndexOf(_forms, parsed.GetValue(_option));
}
