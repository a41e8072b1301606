using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary><c>-f</c>, <c>-n</c> and <c>--name</c>; for what is applied also values of parameters and <c>--library</c>.</summary>
internal sealed class InputOptions
{
    private readonly Option<string[]> _files;
    private readonly Option<string> _space = new("--namespace", "-n")
    {
        Description = "namespace for namespaced objects that name none",
        HelpName = "NAME",
        DefaultValueFactory = _ => "default",
    };

    private readonly Option<string?> _name = new("--name")
    {
        Description = "name of the one policy given (default: its file's name), or of the one that takes the values",
        HelpName = "NAME",
    };

    private readonly ValueOptions? _parameters;

    private readonly Option<string?> _library = new("--library")
    {
        Description = "make a shared library of the one module given, which policies import as 'NAME@VERSION'",
        HelpName = "NAME@VERSION",
    };

    internal InputOptions(Command command, bool required, bool applies = false)
    {
        _files = new("--filename", "-f")
        {
            Description = "file, folder, or - for standard input: YAML, JSON, and policies (.js, .ts); may be given again",
            HelpName = "FILE|DIR|-",
            Required = required,
            AllowMultipleArgumentsPerToken = false,
        };
        command.Add(_files);
        command.Add(_space);
        command.Add(_name);
        if (applies)
        {
            _parameters = new ValueOptions(command);
            command.Add(_library);
        }
    }

    internal bool Given(ParseResult parsed) => parsed.GetValue(_files) is { Length: > 0 };

    internal string Namespace(ParseResult parsed) => parsed.GetValue(_space)!;

    internal InputSet Read(ParseResult parsed, CliServices services) => new InputReader(services).Read(new InputQuestion(parsed.GetValue(_files) ?? [])
    {
        Space = Namespace(parsed),
        Name = parsed.GetValue(_name),
        Library = parsed.GetValue(_library),
        Values = _parameters?.Read(parsed),
    });
}
