using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Says who asks, once for all that the request does, and holds users to their roles.</summary>
internal sealed class Doorkeeper(UserBook users, Asker who, TimeProvider time)
{
    // Of what is left of a workspace in a verb that belongs to the fleet.
    private static readonly string[] AtFleet =
        [ApiVerbs.Get, ApiVerbs.Info, ApiVerbs.Audit, ApiVerbs.Edge, ApiVerbs.Token, ApiVerbs.User, ApiVerbs.Workspace, ApiVerbs.Keys, ApiVerbs.Rollout, ApiVerbs.RolloutStatus, ApiVerbs.Confirm];

    /// <summary>Why a request is not looked at; null when it is.</summary>
    internal ApiReply? Refuse(string workspace, string verb, ApiCaller caller)
    {
        who.Is(Known(caller));
        if (caller.User is { } && AccessRule.WhyNot(who.Now.User, workspace, verb, time.GetUtcNow()) is { } why)
            return ApiReplies.Refused(new ApiError("denied", why, []));
        return workspace == Subjects.Fleet && !AtFleet.Contains(verb)
            ? ApiReplies.Refused(new ApiError("invalid", $"'{verb}' is of a workspace, and none is named", []))
            : null;
    }

    /// <summary>Refuses whoever has roles in some workspaces only.</summary>
    internal void FleetOnly(string what)
    {
        if (who.Now.Limited)
            throw new ApiRefusedException("denied", $"{what} takes a role in all workspaces, and {who.Name} has roles in {string.Join(", ", who.Now.User!.Workspaces)} only");
    }

    private Asked Known(ApiCaller caller) => caller.User is not { } token ? new Asked(caller.Told, "", null)
        : users.Find(token) is { } user ? new Asked(user.Name, caller.Told, user)
        : new Asked($"{token} (no user)", caller.Told, null);
}
