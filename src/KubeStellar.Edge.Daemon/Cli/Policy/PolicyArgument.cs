using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary><c>FILE</c>, <c>--name</c> and values of parameters, for verbs that run one policy and need no hub: it is read as <c>kse apply -f FILE</c> reads it, and completed with libraries from disk.</summary>
internal sealed class PolicyArgument
{
    private readonly Argument<string> _file = new("FILE") { Description = "the policy: a module (.js, .ts), or YAML of a PolicyInstance" };
    private readonly Option<string?> _name = new("--name") { Description = "which policy, where FILE holds several", HelpName = "NAME" };
    private readonly ValueOptions _values;

    internal PolicyArgument(Command command)
    {
        command.Add(_file);
        command.Add(_name);
        _values = new ValueOptions(command);
    }

    /// <exception cref="CliException">It cannot be read, or is not one.</exception>
    internal InputPolicy Read(ParseResult parsed, CliServices services) => Only(services, parsed.GetValue(_file)!, parsed.GetValue(_name), _values.Read(parsed));

    /// <summary>The one policy of a file or folder, or the one that is named.</summary>
    /// <exception cref="CliException">It cannot be read, or is not one.</exception>
    internal static InputPolicy Only(CliServices services, string file, string? name, SortedDictionary<string, JsonElement>? values)
    {
        var found = new InputReader(services).Read(new InputQuestion([file]) { Name = name, Values = values, Offline = true }).Policies;
        var named = found.Where(policy => name is null || policy.Name == name).ToList();
        return named is [var only] ? only
            : found.Count == 0 ? throw new CliException($"{file} holds no policy", ["give a module (.js, .mjs, .ts, .mts), or YAML with a PolicyInstance"])
            : throw new CliException(name is null ? $"{file} holds {found.Count} policies" : $"{file} holds no policy '{name}'", [$"say which with --name: {string.Join(", ", found.Select(policy => policy.Name))}"]);
    }
}
