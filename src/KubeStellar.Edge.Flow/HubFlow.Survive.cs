using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow;

/// <summary>
/// A bug that one policy or one object brings up must not end the daemon: what was applied is durable, so the next process would end the same way, for every tenant.
/// It is that policy's fault as far as the plan goes, and said loudly.
/// </summary>
internal sealed partial class HubFlow
{
    private static readonly PolicyFault Broken = new("Internal", "the hub met an error of its own when it decided this policy; its log says more", "");

    /// <summary>Decides a policy that is due, come what may.</summary>
    private async Task SurviveAsync(PolicyPlan policy, CancellationToken token)
    {
        try
        {
            await DecideAsync(policy, token);
        }
        catch (Exception error) when (IsBug(error, token))
        {
            DecideBroke(log, policy.Key.ToString(), error);
            Stall(policy, Broken);
            (policy.DirtyAll, policy.Urgent) = (true, false);
        }
    }

    /// <summary>Asks a policy, come what may.</summary>
    private async Task<PolicyFault?> SurviveAsync(PolicyPlan policy, Func<Task<PolicyFault?>> ask, CancellationToken token)
    {
        try
        {
            return await ask();
        }
        catch (Exception error) when (IsBug(error, token))
        {
            DecideBroke(log, policy.Key.ToString(), error);
            return Broken;
        }
    }

    private static bool IsBug(Exception error, CancellationToken token) =>
        !IsServers(error) && error is not (LeaseLostException or OutOfMemoryException) && !(error is OperationCanceledException && token.IsCancellationRequested);

    [LoggerMessage(1508, LogLevel.Error, "policy {Policy} could not be decided because of an error in this program; its last good decisions stay")]
    private static partial void DecideBroke(ILogger logger, string policy, Exception error);
}
