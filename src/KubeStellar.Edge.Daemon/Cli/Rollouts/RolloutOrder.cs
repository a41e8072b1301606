using System.CommandLine;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>What verbs that change something share: who and why, the answer in the form that was asked for, and a word about what still stops the rollout.</summary>
internal sealed class RolloutOrder
{
    private readonly CliServices _services;
    private readonly ActorOption _actor;
    private readonly OutputOption _output;
    private readonly HubOptions _hub;

    internal RolloutOrder(Command command, CliServices services) =>
        (_services, _actor, _output, _hub) = (services, new ActorOption(command), new OutputOption(command), new HubOptions(command));

    /// <param name="parsed">The arguments.</param>
    /// <param name="request">The order, without who and why.</param>
    /// <param name="done">What to say when it is done.</param>
    /// <param name="moves">Whether it makes edges move, so that what stops them is worth a note.</param>
    /// <param name="token">Cancels the wait.</param>
    internal async Task<int> RunAsync(ParseResult parsed, RolloutRequest request, Func<RolloutResult, string> done, bool moves, CancellationToken token)
    {
        request = request with { Actor = _actor.Actor(parsed, _services), Reason = _actor.Reason(parsed) };
        await using var session = await _hub.OpenAsync(parsed, _services, token);
        var result = await session.CallAsync<RolloutRequest, RolloutResult>(ApiVerbs.Rollout, request, token);
        var element = JsonSerializer.SerializeToElement(result, HubJson.Type<RolloutResult>());
        _services.Out.Write(_output.Read(parsed) switch
        {
            OutputFormat.Json => JsonText.Write(element) + "\n",
            OutputFormat.Yaml => YamlText.Write(element),
            OutputFormat.Name => (request.Policy.Length > 0 ? $"policy/{request.Policy}" : "fleet") + "\n",
            _ => CliErrors.OneLine(done(result)) + "\n",
        });
        _services.Out.Flush();
        foreach (var stop in moves ? StatusWords.Stops(result, _services.Time.GetUtcNow()) : [])
        {
            _services.Error.WriteLine(CliErrors.OneLine($"note: {stop}"));
        }

        return CliExit.Ok;
    }
}
