using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>
/// Which role may ask which verb. One table for both who enforce it: the permissions of a user's JWT, by which the server decides whose request arrives at all, and the hub, which checks what arrives.
/// </summary>
public static class RoleVerbs
{
    private static readonly string[] Looking = [ApiVerbs.Get, ApiVerbs.Explain, ApiVerbs.Content, ApiVerbs.Info, ApiVerbs.RolloutStatus];
    private static readonly string[] Writing = [ApiVerbs.Apply, ApiVerbs.Delete, ApiVerbs.Diff, ApiVerbs.Preview, ApiVerbs.Blob];
    private static readonly string[] Steering = [ApiVerbs.Rollout, ApiVerbs.Confirm];
    private static readonly string[] OfFleet = [ApiVerbs.Edge, ApiVerbs.Token, ApiVerbs.Workspace, ApiVerbs.Keys];

    /// <summary>What a role may ask in a workspace.</summary>
    /// <param name="role">One of <see cref="Roles"/>.</param>
    /// <param name="fleet">Whether the role is held in all workspaces, and so at <see cref="Wire.Subjects.Fleet"/> too.</param>
    public static IReadOnlyList<string> Of(string role, bool fleet) =>
        [.. Looking, .. role switch
        {
            Roles.Author => Writing,
            Roles.Operator => Steering,
            Roles.Admin => [.. Writing, .. Steering, ApiVerbs.User, .. fleet ? OfFleet : []],
            _ => [],
        }, .. fleet ? [ApiVerbs.Audit] : Array.Empty<string>()];

    /// <summary>What somebody with several roles may ask, each verb once.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> roles, bool fleet)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return [.. roles.SelectMany(role => Of(role, fleet)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Who may ask a verb, for people who may not: the end of a sentence.</summary>
    public static string Who(string verb)
    {
        Func<bool, List<string>> who = fleet => [.. Roles.All.Where(role => Of(role, fleet).Contains(verb))];
        return who(false) is { Count: > 0 } some ? $"{string.Join(" or ", some)} may" : $"{string.Join(" or ", who(true))} of all workspaces may";
    }
}
