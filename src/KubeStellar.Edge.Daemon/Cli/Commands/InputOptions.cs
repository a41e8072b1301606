using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>-f</c>, <c>-n</c> and <c>--name</c>.</summary>
internal sealed class InputOptions
{
    private readonly Option<string[]> _files;
    private readonly Option<string> _space = new("--namespace", "-n")
    {
        Description = "namespace for namespaced objects that name none",
        HelpName = "NAME",
        DefaultValueFactory = _ => "default",
    };

    private readonly Option<string?> _name = new("--name") { Description = "name of the one policy given (default: its file's name)", HelpName = "NAME" };

    internal InputOptions(Command command, bool required)
    {
        _files = new("--filename", "-f")
        {
            Description = "file, folder, or - for standard input: YAML, JSON, and .js policies; may be given again",
            HelpName = "FILE|DIR|-",
            Required = required,
            AllowMultipleArgumentsPerToken = false,
        };
        command.Add(_files);
        command.Add(_space);
        command.Add(_name);
    }

    internal bool Given(ParseResult parsed) => parsed.GetValue(_files) is { Length: > 0 };

    internal string Namespace(ParseResult parsed) => parsed.GetValue(_space)!;

    internal InputSet Read(ParseResult parsed, CliServices services) =>
        new InputReader(services).Read(parsed.GetValue(_files) ?? [], Namespace(parsed), parsed.GetValue(_name));
}
