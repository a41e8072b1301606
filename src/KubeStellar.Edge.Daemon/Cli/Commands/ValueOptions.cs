using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>--set</c>, <c>--set-json</c> and <c>--values</c>: values for the parameters of a policy.</summary>
internal sealed class ValueOptions
{
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "value of a parameter that the policy declares; its schema says whether the text is a number, a flag or a text; may be given again",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _setJson = new("--set-json")
    {
        Description = "the same, as JSON: lists and maps too",
        HelpName = "NAME=JSON",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string[]> _values = new("--values")
    {
        Description = "YAML file with values of parameters, a map; --set and --set-json come after it",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false,
    };

    internal ValueOptions(Command command)
    {
        command.Add(_set);
        command.Add(_setJson);
        command.Add(_values);
    }

    /// <summary>The values; null when none were given.</summary>
    internal SortedDictionary<string, JsonElement>? Read(ParseResult parsed) =>
        ParameterValues.Read(parsed.GetValue(_values) ?? [], parsed.GetValue(_set) ?? [], parsed.GetValue(_setJson) ?? []);
}
