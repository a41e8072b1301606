using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Machine;

namespace KubeStellar.Edge.Flow.Hub.Gate.Rollouts;

/// <summary>
/// Asks gates beside the hub's one writer, so that an endpoint that does not answer, or a gate that takes its time, holds up its own rollout only.
/// </summary>
internal sealed class GateAsker(IPolicyRuntime runtime, GateInputs inputs, IEnumerable<IHubReports> reports, HubChanges changes, TimeProvider time) : IDisposable
{
    private readonly ConcurrentQueue<(PolicyKey Policy, GateAnswer Answer, JsonElement Input)> _answers = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly IHubReports? _reports = reports.FirstOrDefault();

    /// <summary>Begins to ask; the answer is among <see cref="Take"/>'s later.</summary>
    public Task Start(PolicyKey policy, RolloutRule rule, bool reduces, RolloutProgress progress, GateQuestion question, IReadOnlyList<string> edges, IReadOnlyList<string> failures) =>
        Task.Run(() => AskAsync(policy, rule, reduces, progress, question, edges, failures, _ending.Token));

    /// <summary>Answers that came, with what the gates were given.</summary>
    public IEnumerable<(PolicyKey Policy, GateAnswer Answer, JsonElement Input)> Take()
    {
        while (_answers.TryDequeue(out var one))
        {
            yield return one;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private async Task AskAsync(
        PolicyKey policy, RolloutRule rule, bool reduces, RolloutProgress progress, GateQuestion question, IReadOnlyList<string> edges, IReadOnlyList<string> failures, CancellationToken token)
    {
        try
        {
            var values = await inputs.FetchAllAsync(policy.Workspace, rule.Inputs, token);
            var (partial, fault) = reduces ? await PartialAsync(policy, progress.Bundle, edges, token) : (null, null);
            var input = GateInput.Of(progress, question, partial, values, failures, time.GetUtcNow());
            var outcome = fault is null ? await runtime.GateAsync(progress.Bundle, input, token) : new PolicyOutcome<GateVerdict>(null, fault);
            _answers.Enqueue((policy, new GateAnswer(question, outcome.Ok ? outcome.Value : null, outcome.Fault, time.GetUtcNow()), input));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // An error of this program is the gate's failure as far as the rollout goes: it holds, and says so.
            _answers.Enqueue((policy, new GateAnswer(question, null, new PolicyFault("Internal", $"the hub could not ask it: {error.Message}", ""), time.GetUtcNow()), default));
        }

        changes.Poke();
    }

    /// <summary>The wave's partials as one: those that this bundle made, combined in pairs.</summary>
    private async Task<(JsonElement? Partial, PolicyFault? Fault)> PartialAsync(PolicyKey policy, Digest bundle, IReadOnlyList<string> edges, CancellationToken token)
    {
        var level = edges.Select(edge => _reports?.Partial(edge, policy)).Where(one => one is not null && one.Bundle == bundle && one.Value is { ValueKind: not JsonValueKind.Null })
            .Select(one => one!.Value!.Value).ToList();
        while (level.Count > 1)
        {
            var pairs = Enumerable.Range(0, level.Count / 2).Select(i => (level[2 * i], level[(2 * i) + 1])).ToList();
            var outcome = await runtime.CombineAsync(bundle, pairs, token);
            if (!outcome.Ok)
            {
                return (null, outcome.Fault);
            }

            level = [.. outcome.Value, .. level.Count % 2 == 1 ? level[^1..] : []];
        }

        return (level.Count == 1 ? level[0] : null, null);
    }
}
