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
    private static readonly string[] OfFleet = [ApiVerbs.Edge, ApiVerbs.Token, ApiVerbs.Workspace];

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

    /// <summary>Roles that may ask a verb in a workspace, for people who lack one.</summary>
    public static IReadOnlyList<string> Who(string verb, bool fleet) => [.. Roles.All.Where(role => Of(role, fleet).Contains(verb))];
}
