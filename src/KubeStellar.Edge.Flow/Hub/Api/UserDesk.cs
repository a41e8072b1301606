using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>
/// Makes users, issues them anew, and revokes them. A record is durable before its JWT is handed out, and a key is void before the record says so: a hub that dies in between has promised nobody anything, and is asked again.
/// </summary>
internal sealed class UserDesk(UserBook users, RevocationBook revoked, IUserAdmission admission, UserKeys keys, Asker who, HubEvents events, TimeProvider time) : IDisposable
{
    private const int MostWorkspaces = 64;
    private const long MostSeconds = 10L * 366 * 24 * 3600;
    private readonly SemaphoreSlim _one = new(1, 1);

    internal async Task<ApiReply> RunAsync(string place, UserRequest request, CancellationToken token)
    {
        await _one.WaitAsync(token);
        try
        {
            return request.Revoke is { } reason ? await RevokeAsync(place, request, reason, token)
                : request.Renew == true ? await RenewAsync(place, request, token)
                : await MakeAsync(place, request, token);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<ApiReply> MakeAsync(string place, UserRequest request, CancellationToken token)
    {
        Check(request);
        Within(place, request.Workspaces, $"the user {request.Name}");
        var now = time.GetUtcNow();
        if (users.All.TryGetValue(request.Name, out var known) && known.Revoked is null && !(known.Expires <= now))
        {
            // The answer may have been lost: whoever asks for the very same gets it again.
            return known.PublicKey == request.PublicKey && known.Roles.SequenceEqual(request.Roles) && known.Workspaces.SequenceEqual(request.Workspaces)
                ? Reply(known)
                : throw new ApiRefusedException("conflict", $"there is a user {request.Name} already; take another name, or revoke that one first (kse user revoke {request.Name})");
        }

        var user = new UserRecord
        {
            Name = request.Name,
            PublicKey = request.PublicKey,
            Workspaces = request.Workspaces,
            Roles = request.Roles,
            Expires = request.ExpiresInSeconds == 0 ? null : now.AddSeconds(request.ExpiresInSeconds),
            CreatedAt = now,
            CreatedBy = who.Name,
            Issuer = admission.Issuer,
        };
        await users.PutAsync(user, token);
        events.Add("user.created", user.Name, Place(user), Asker.Unnamed, $"{Describe(user)}, {(user.Expires is { } until ? $"until {until.UtcDateTime:u}" : "for ever")}; key {user.PublicKey}");
        return Reply(user);
    }

    /// <summary>
    /// The JWT of a user that came with one which a former key issued; null when there is nothing to renew. That it has one of the present key is noted when it comes with it, because an answer may be
    /// lost; and never taken back, so that an old copy of its credentials changes nothing.
    /// </summary>
    internal async Task<string?> AnewAsync(UserRecord user, string issuer, CancellationToken token)
    {
        if (!keys.IsGood(user) || issuer != admission.Issuer)
            return keys.IsGood(user) ? admission.Mint(user) : null;
        if (user.Issuer == issuer)
            return null;
        await _one.WaitAsync(token);
        try
        {
            if (users.All.TryGetValue(user.Name, out var now) && now.PublicKey == user.PublicKey && now.Revoked is null)
                await users.PutAsync(now with { Issuer = issuer }, token);
        }
        finally
        {
            _one.Release();
        }

        return null;
    }

    /// <summary>Issues a user anew: for the key that it has, or for another, and then the one before is void first.</summary>
    private async Task<ApiReply> RenewAsync(string place, UserRequest request, CancellationToken token)
    {
        var user = Known(request.Name);
        Within(place, user.Workspaces, $"the user {user.Name}");
        if (!keys.IsGood(user))
            throw new ApiRefusedException("conflict", $"the user {user.Name} {(user.Revoked is null ? "expired" : "was revoked")}: make it again (kse user create {user.Name})");
        if (request.PublicKey.Length == 0 || request.PublicKey == user.PublicKey)
        {
            events.Add("user.renewed", user.Name, Place(user), Asker.Unnamed, $"{Describe(user)}; issued anew for the key {user.PublicKey}");
            return Reply(user);
        }

        if (!admission.IsUserKey(request.PublicKey))
            throw ApiRequests.Refuse("publicKey", "it is not the public key of a NATS user");
        var left = await revoked.RevokeAsync("user/" + user.Name, user.PublicKey, "another key", token);
        var renewed = user with { PublicKey = request.PublicKey, Issuer = admission.Issuer };
        await users.PutAsync(renewed, token);
        events.Add("user.renewed", user.Name, Place(user), Asker.Unnamed, $"{Describe(user)}; the key is {renewed.PublicKey}, and {user.PublicKey} is void");
        return ApiReplies.Of(new UserResult { User = renewed, Jwt = admission.Mint(renewed), Note = left.Length > 0 ? left : null }, ContractsJson.Default.UserResult);
    }

    private UserRecord Known(string name) => users.All.GetValueOrDefault(name) ?? throw new ApiRefusedException("not-found", $"there is no user {name}; kse get users lists them");

    private async Task<ApiReply> RevokeAsync(string place, UserRequest request, string reason, CancellationToken token)
    {
        var user = Known(request.Name);
        Within(place, user.Workspaces, $"the user {user.Name}");
        var left = await revoked.RevokeAsync("user/" + user.Name, user.PublicKey, reason, token);
        if (user.Revoked is null)
        {
            user = user with { Revoked = time.GetUtcNow(), Reason = reason };
            await users.PutAsync(user, token);
            events.Add("user.revoked", user.Name, Place(user), Asker.Unnamed, $"{Describe(user)}; the key {user.PublicKey} is void{(reason.Length > 0 ? $": {reason}" : "")}");
        }

        return ApiReplies.Of(new UserResult { User = user, Note = left.Length > 0 ? left : null }, ContractsJson.Default.UserResult);
    }

    /// <summary>Whoever is an admin of some workspaces has a say about users of these and of no other, whatever place the request came by.</summary>
    private void Within(string place, IReadOnlyList<string> workspaces, string what)
    {
        if (who.Now.User is not { IsFleetWide: false } admin)
            return;
        var others = workspaces.Count == 0 ? ["all workspaces"] : workspaces.Except(admin.Workspaces).ToList();
        if (others.Count > 0 || place == Subjects.Fleet)
            throw new ApiRefusedException("denied", $"{admin.Name} is admin of {string.Join(", ", admin.Workspaces)} only, and {what} is of {string.Join(", ", others)}");
    }

    private void Check(UserRequest request)
    {
        var faults = new List<ApiFault>();
        if (Names.ExplainDnsLabel(request.Name) is { } wrongName)
            faults.Add(new ApiFault("request", "name", $"the name {wrongName}"));
        if (!admission.IsUserKey(request.PublicKey))
            faults.Add(new ApiFault("request", "publicKey", "it is not the public key of a NATS user"));
        if (request.Workspaces.Count > MostWorkspaces)
            faults.Add(new ApiFault("request", "workspaces", $"a user is of at most {MostWorkspaces} workspaces, or of all"));
        faults.AddRange(request.Workspaces.Where(workspace => !Names.IsDnsLabel(workspace)).Select(workspace => new ApiFault("request", "workspaces", $"the workspace '{workspace}' {Names.ExplainDnsLabel(workspace)}")));
        if (request.Roles.Count == 0 || request.Roles.Except(Roles.All).Any())
            faults.Add(new ApiFault("request", "roles", $"roles are {string.Join(", ", Roles.All)}; at least one is needed"));
        if (request.ExpiresInSeconds is < 0 or > MostSeconds)
            faults.Add(new ApiFault("request", "expiresInSeconds", $"credentials may be good for 0 (for ever) to {MostSeconds} seconds"));
        if (faults.Count > 0)
            throw new ApiRefusedException("invalid", "the user cannot be made as asked", faults);
    }

    private ApiReply Reply(UserRecord user) => ApiReplies.Of(new UserResult { User = user, Jwt = admission.Mint(user) }, ContractsJson.Default.UserResult);

    private static string Describe(UserRecord user) => $"{string.Join(" and ", user.Roles)} of {(user.IsFleetWide ? "all workspaces" : string.Join(", ", user.Workspaces))}";

    private static string Place(UserRecord user) => user.Workspaces is [var one] ? one : "";
}
