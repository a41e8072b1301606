using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Flow.State.Access;

/// <summary>
/// What a user with roles may ask. The server's permissions decide the same before a request arrives; this is for servers whose permissions are somebody else's, and for credentials that outlive
/// their user. Pure.
/// </summary>
internal static class AccessRule
{
    /// <summary>Why a user may not ask; null when it may.</summary>
    internal static string? WhyNot(UserRecord? user, string place, string verb, DateTimeOffset now) => user switch
    {
        null => "these credentials are of no user that this hub knows; ask an admin for new ones (kse user create)",
        { Revoked: { } revoked } => $"the user {user.Name} was revoked at {revoked.UtcDateTime:u}",
        { Expires: { } expires } when expires <= now => $"the credentials of {user.Name} expired at {expires.UtcDateTime:u}; ask an admin for new ones (kse user create)",
        { IsFleetWide: false } when !user.Workspaces.Contains(place) => $"{user.Name} has no role {Where(place)}; it has in {string.Join(", ", user.Workspaces)}",
        _ when !RoleVerbs.Of(user.Roles, user.IsFleetWide).Contains(verb) =>
            $"{user.Name} is {string.Join(" and ", user.Roles)} and may not '{verb}' {Where(place)}; {RoleVerbs.Who(verb)}",
        _ => null,
    };

    private static string Where(string place) => place == Subjects.Fleet ? "for the fleet" : $"in the workspace {place}";
}
