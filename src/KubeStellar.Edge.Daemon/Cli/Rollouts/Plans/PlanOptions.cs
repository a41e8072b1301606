using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Daemon.Cli.Commands;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts.Plans;

/// <summary>Options of <c>kse rollout plan</c> for a policy of a file.</summary>
internal sealed class PlanOptions
{
    private readonly Option<string?> _file = new("--filename", "-f") { Description = "file or folder of the policy: a module (.js, .ts), or YAML of a PolicyInstance", HelpName = "FILE|DIR" };
    private readonly Option<string?> _name = new("--name") { Description = "which policy, where FILE holds several", HelpName = "NAME" };
    private readonly Option<string?> _edges = new("--edges") { Description = "JSON of a list of edges { id, labels, properties, taints }, or YAML of one a document (default: the hub's edges)", HelpName = "FILE" };
    private readonly Option<string?> _object = new("--object") { Description = "YAML or JSON of an object: only edges where the policy places it take part (default: all edges)", HelpName = "FILE" };
    private readonly Option<bool> _simulate = new("--simulate") { Description = "run the rollout in virtual time, by the policy's own waves and gate; exit code 1: it is not complete in the end" };
    private readonly Option<double> _fail = Share("--fail", "share of the edges that cannot apply the release, such as 5% or 0.05");
    private readonly Option<double> _silent = Share("--silent", "share of the edges that are out of reach when it begins; half of them come back after some minutes");
    private readonly Option<int> _seed = new("--seed") { Description = "which edges these are, and how long each takes, follows from it", HelpName = "N" };
    private readonly Option<string[]> _inputs = new("--input") { Description = "value of an input of the gate, as JSON (default: it cannot be had); may be given again", HelpName = "NAME=JSON", AllowMultipleArgumentsPerToken = false };
    private readonly Option<bool> _approve = new("--approve") { Description = "people approve at once whatever asks for it (default: nobody ever does)" };
    private readonly Option<Duration> _until = DurationOption.Create("--until", "give up after so long, in virtual time", "30d");
    private readonly Option<int?> _bytes = new("--bytes") { Description = "bytes that an edge has to fetch, for bytesPerMinute (default: those of --object)", HelpName = "N" };
    private readonly ValueOptions _values;

    internal PlanOptions(Command command)
    {
        foreach (var option in new Option[] { _file, _name, _edges, _object, _simulate, _fail, _silent, _seed, _inputs, _approve, _until, _bytes })
        {
            command.Add(option);
        }

        _values = new ValueOptions(command);
    }

    /// <summary>What is asked; null when no file is named.</summary>
    /// <exception cref="CliException">Options do not go together.</exception>
    internal PlanQuestion? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_file) is not { } file)
        {
            Need(parsed, "-f", [_name, _edges, _object, _simulate, _fail, _silent, _seed, _inputs, _approve, _until, _bytes]);
            return null;
        }

        var simulate = parsed.GetValue(_simulate);
        if (!simulate)
        {
            Need(parsed, "--simulate", [_fail, _silent, _seed, _inputs, _approve, _until, _bytes]);
        }

        return new PlanQuestion(file, parsed.GetValue(_name), _values.Read(parsed), parsed.GetValue(_edges), parsed.GetValue(_object))
        {
            Simulate = !simulate ? null : new SimulationQuestion
            {
                Fail = parsed.GetValue(_fail),
                Silent = parsed.GetValue(_silent),
                Seed = parsed.GetValue(_seed),
                Inputs = Inputs(parsed.GetValue(_inputs) ?? []),
                Bytes = parsed.GetValue(_bytes) is not <= 0 and var bytes ? bytes : throw new CliException("--bytes takes a number above 0"),
                Approve = parsed.GetValue(_approve),
                Until = parsed.GetValue(_until),
            },
        };
    }

    private static void Need(ParseResult parsed, string needed, IEnumerable<Option> options)
    {
        if (options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
        {
            throw new CliException($"{given.Name} goes with {needed} only");
        }
    }

    private static Dictionary<string, JsonElement> Inputs(string[] given)
    {
        var inputs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new CliException($"--input takes NAME=JSON, not '{text}'");
            }

            try
            {
                if (!inputs.TryAdd(text[..at], JsonElement.Parse(text[(at + 1)..])))
                {
                    throw new CliException($"the input '{text[..at]}' is given twice");
                }
            }
            catch (JsonException error)
            {
                throw new CliException($"--input {text[..at]}: the value is no JSON: {error.Message}", ["a text is JSON in double quotes"], inner: error);
            }
        }

        return inputs;
    }

    private static Option<double> Share(string name, string description) => new(name) { Description = description, HelpName = "SHARE", CustomParser = ReadShare };

    private static double ReadShare(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        var percent = text.EndsWith('%');
        if (double.TryParse(percent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number / (percent ? 100 : 1) is var share and <= 1)
        {
            return share;
        }

        result.AddError($"'{text}' is no share: 5% or 0.05 is expected, at most 100%");
        return 0;
    }
}
