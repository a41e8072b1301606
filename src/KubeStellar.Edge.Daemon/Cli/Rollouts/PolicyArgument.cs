using System.CommandLine;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>The policy whose rollout is meant: <c>web</c>, or <c>policy/web</c> as in kubectl.</summary>
internal sealed class PolicyArgument
{
    private readonly Argument<string> _name = new("POLICY") { Description = "name of the policy" };

    /// <param name="command">The verb.</param>
    /// <param name="optional">Whether the policy may be named in another way.</param>
    internal PolicyArgument(Command command, bool optional = false)
    {
        _name.Arity = optional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne;
        command.Add(_name);
    }

    internal bool Given(ParseResult parsed) => parsed.GetValue(_name) is not null;

    internal string Read(ParseResult parsed)
    {
        var text = parsed.GetValue(_name)!;
        var name = text.Split('/', 2) is [var type, var rest] && ResourceTypes.Policies.IsCalled(type) ? rest : text;
        return Names.ExplainDnsLabel(name) is { } wrong ? throw new CliException($"'{text}' is not the name of a policy: it {wrong}") : name;
    }
}
