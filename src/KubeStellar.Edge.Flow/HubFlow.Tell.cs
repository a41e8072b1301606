using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Gate.Rollouts;
using KubeStellar.Edge.Flow.State.Audit;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow;

/// <summary>What is said of a plan: policies' states, events, logs.</summary>
internal sealed partial class HubFlow
{
    private async Task TellAsync(CancellationToken token)
    {
        foreach (var policy in _plan.Policies.Values)
        {
            if (policy.Record is null)
            {
                continue;
            }

            var before = policy.Record.State;
            var after = gate.StateOf(policy, _plan.Fleet);
            if (after == before)
            {
                continue;
            }

            await ingest.PutStateAsync(policy.Key, policy.Record.Digest, after, token);
            policy.Record = inventory.Policy(policy.Key) ?? policy.Record with { State = after };
            if (before.Phase == after.Phase && (policy.Progress is { Ended: false } || before.Reason == RolloutText.RollingOut))
            {
                // Its rollout tells of its steps itself.
                continue;
            }

            var kind = after.Phase switch { PolicyPhase.Stalled => "policy.stalled", PolicyPhase.Held => "policy.held", _ => "policy.ready" };
            state.Events.Add(kind, policy.Key.Name, policy.Key.Workspace, "hub", after.Message.Length > 0 ? $"{after.Reason}: {after.Message} {after.Location}".TrimEnd() : "its newest decisions are published");
        }
    }

    /// <summary>Drops what is left of deleted policies that no root names any more.</summary>
    private async Task ForgetGoneAsync(CancellationToken token)
    {
        foreach (var policy in _plan.Policies.Values.Where(policy => policy.Record is null && !policy.Dirty && Array.TrueForAll(policy.InForce, m => m is null)).ToList())
        {
            _plan.Policies.Remove(policy.Key);
            rollouts.Forget(policy.Key);
            await state.Rollouts.RemoveAsync(policy.Key, token);
            if (!policy.Loaded.IsZero && _plan.Policies.Values.All(other => other.Loaded != policy.Loaded))
            {
                await bundles.ForgetAsync(policy.Loaded, token);
            }
        }
    }

    private Task LogEventsAsync(CancellationToken token) =>
        new EventDrain(state.Events.Queue, state.EventLog, time, (record, why) => EventLost(log, record.Kind, record.Subject, why)).RunAsync(token);

    [LoggerMessage(1500, LogLevel.Information, "loaded {Edges} edges, {Policies} policies, {Roots} roots; epoch {Epoch}")]
    private static partial void Loaded(ILogger logger, int edges, int policies, int roots, long epoch);

    [LoggerMessage(1501, LogLevel.Information, "published {Roots} roots: decided in {DecidedMs:0.0} ms, published in {PublishedMs:0.0} ms")]
    private static partial void Published(ILogger logger, int roots, double decidedMs, double publishedMs);

    [LoggerMessage(1502, LogLevel.Warning, "not everything could be published, trying again: {Why}")]
    private static partial void PublishFailed(ILogger logger, string why);

    [LoggerMessage(1503, LogLevel.Warning, "policy {Policy} stalled: {Reason} at {Location}; its last good decisions stay")]
    private static partial void PolicyStalled(ILogger logger, string policy, string reason, string location);

    [LoggerMessage(1507, LogLevel.Warning, "policy {Policy} failed for {Edges} edges, {Object} among its objects: {Reason} at {Location}; they keep their last good state")]
    private static partial void EdgesStuck(ILogger logger, string policy, int edges, string @object, string reason, string location);

    [LoggerMessage(1504, LogLevel.Critical, "this hub stops: {Why}")]
    private static partial void LeaseLost(ILogger logger, string why);

    [LoggerMessage(1505, LogLevel.Warning, "event {Kind} of {Subject} could not be written: {Why}")]
    private static partial void EventLost(ILogger logger, string kind, string subject, string why);

    [LoggerMessage(1506, LogLevel.Debug, "swept {Contents} contents (-1: did not dare)")]
    private static partial void Swept(ILogger logger, int contents);
}
