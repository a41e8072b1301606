using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow;

/// <summary>Objects whose placements undo each other by way of copies: no graph of what people wrote shows them, only that there is no end.</summary>
internal sealed partial class HubFlow
{
    // How often in a row policies were found so: a policy that decides at all counts as good, so its own count begins anew each time.
    private readonly Dictionary<PolicyKey, int> _restless = [];

    /// <summary>More rounds than any order needs: each takes at least one object that hangs on others to its end.</summary>
    private int MostRounds()
    {
        const int Most = 1000;
        return Math.Min(Most, 8 + (2 * _plan.Policies.Values.Sum(policy => policy.Links.Count)));
    }

    /// <summary>Stalls the policies that are still not at an end. What they had to decide stays marked, for when they are tried again.</summary>
    private void StallRestless()
    {
        foreach (var policy in _plan.Policies.Values.Where(policy => policy is { Fault: null, Shifted.Count: > 0 }).ToList())
        {
            const int Shown = 5;
            var names = policy.Shifted.Order().Take(Shown).Select(key => LinkNode.Of(key).ToString());
            var more = policy.Shifted.Count > Shown ? $" and {policy.Shifted.Count - Shown} more" : "";
            policy.Attempts = _restless.GetValueOrDefault(policy.Key);
            Stall(policy, new PolicyFault("DependencyCycle", $"the placement of {string.Join(", ", names)}{more} hangs on itself, by way of copies that other objects fan out into; give the copies other names", ""));
            (_restless[policy.Key], policy.Urgent) = (policy.Attempts, false);
        }
    }
}
