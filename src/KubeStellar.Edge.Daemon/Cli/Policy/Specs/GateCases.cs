using System.Text.Json;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>What the rollout's gate says of waves as they may be.</summary>
internal sealed class GateCases(IPolicyRuntime runtime, LoadedPolicy policy)
{
    /// <summary>A verdict as policies write it: <c>proceed</c>.</summary>
    internal static string Word(GateDecision decision) => JsonNamingPolicy.CamelCase.ConvertName(decision.ToString());

    internal IEnumerable<(string It, Func<Task<(List<Failure>, bool)>> Run)> All(IEnumerable<SpecGate> cases, CancellationToken token) =>
        cases.Select(one => (one.It, (Func<Task<(List<Failure>, bool)>>)(async () => (await RunAsync(one, token), false))));

    private async Task<List<Failure>> RunAsync(SpecGate one, CancellationToken token)
    {
        if (!policy.Shape.Gates)
        {
            return [new Failure("the policy has no gate", [])];
        }

        var answer = await runtime.GateAsync(policy.Digest, one.Input, token);
        return answer.Ok
            ? Expectation.Verdict(one.Expected, ("verdict", Word(answer.Value.Decision)), ("reason", answer.Value.Reason))
            : [new Failure($"{answer.Fault.Reason}: {answer.Fault.Message}{(answer.Fault.Location.Length > 0 ? $" ({answer.Fault.Location})" : "")}", [])];
    }
}
