using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Regions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>The hub's API behind its transport: reads and checks a request, has it done, and turns what went wrong into an answer.</summary>
internal sealed class ApiHandler(
    IEnumerable<IListing> listings, Pager pager, Explainer explainer, TokenDesk tokens, UserDesk users, WorkspaceDesk workspaces, RolloutDesk rollouts, ContentsDesk contents, IRegionDesk regions, AuditDesk audit, KeysDesk keys, Doorkeeper door, Denials denials,
    Asker who, IHubInventory inventory, IHubDesired desired, IHubCommands commands, IBucketGuard guard, HubHold hold, HubEpochGuard epochs, IOptions<ApiOptions> options, ILogger<ApiHandler> log) : IApiHandler
{
    // Listings of a region that hold what is of the workspace asked for and nothing else.
    private static readonly string[] OfRegions = ["placements", "status", "summary", "upsynced"];

    private readonly Dictionary<string, IListing> _listings = listings.ToDictionary(one => one.Resource, StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<ApiReply> HandleAsync(string workspace, string verb, ReadOnlyMemory<byte> body, CancellationToken token) => HandleAsync(workspace, verb, body, new ApiCaller(""), token);

    /// <inheritdoc/>
    public async Task<ApiReply> HandleAsync(string workspace, string verb, ReadOnlyMemory<byte> body, ApiCaller caller, CancellationToken token) =>
        await RenewedAsync(denials.Told(workspace, verb, door.Refuse(workspace, verb, caller) ?? await AnswerAsync(workspace, verb, body, token)), caller, token);

    /// <summary>The reply, and beside it what a user gets that came with one of a former key.</summary>
    private async Task<ApiReply> RenewedAsync(ApiReply reply, ApiCaller caller, CancellationToken token)
    {
        if (caller.Issuer is not { } issuer || who.Now.User is not { } user || hold.Holds)
            return reply;
        try
        {
            return await users.AnewAsync(user, issuer, token) is { } jwt ? reply with { Renewed = jwt } : reply;
        }
        catch (BucketUnavailableException error)
        {
            // Noted the next time that it comes.
            ApiLog.NotDone(log, ApiVerbs.User, error.Message);
            return reply;
        }
    }

    private async Task<ApiReply> AnswerAsync(string workspace, string verb, ReadOnlyMemory<byte> body, CancellationToken token)
    {
        try
        {
            if (workspace != Subjects.Fleet && Names.ExplainDnsLabel(workspace) is { } wrong)
                throw new ApiRefusedException("invalid", $"the workspace '{workspace}' {wrong}", new ApiFault("subject", "workspace", wrong));
            return await DoAsync(workspace, verb, body, token);
        }
        catch (ApiRefusedException refused)
        {
            return ApiReplies.Refused(refused.Error);
        }
        catch (Exception error) when (error is BucketUnavailableException or BucketGoneException or BucketRefusedException or RevisionConflictException)
        {
            ApiLog.NotDone(log, verb, error.Message);
            return ApiReplies.Refused(new ApiError("internal", $"the hub's buckets do not answer as they should ({error.Message}); whether it was done is unknown, try again", []));
        }
    }

    private Task<ApiReply> DoAsync(string workspace, string verb, ReadOnlyMemory<byte> body, CancellationToken token) => verb switch
    {
        ApiVerbs.Get => GetAsync(workspace, ApiRequests.Read<GetQuery>(body), token),
        ApiVerbs.Explain => ExplainAsync(workspace, ApiRequests.Read<ExplainRequest>(body), token),
        ApiVerbs.Diff => desired.PreviewAsync(workspace, ApiRequests.Read<ApplyRequest>(body), token),
        ApiVerbs.Preview => desired.ForecastAsync(workspace, ApiRequests.Read<ApplyRequest>(body), token),
        ApiVerbs.Content => contents.ReadAsync(workspace, ApiRequests.Read<ContentRequest>(body), token),
        ApiVerbs.Audit => audit.ReadAsync(ApiRequests.Read<AuditRequest>(body), token),
        ApiVerbs.Info => Task.FromResult(Info()),
        ApiVerbs.Confirm => ConfirmAsync(workspace, ApiRequests.Read<ConfirmRequest>(body), token),
        ApiVerbs.Rollout => rollouts.RunAsync(workspace, ApiRequests.Read<RolloutRequest>(body), token),
        ApiVerbs.RolloutStatus => rollouts.LookAsync(workspace, ApiRequests.Read<RolloutRequest>(body), token),
        ApiVerbs.Apply => Unheld(commands.ApplyAsync, workspace, ApiRequests.Read<ApplyRequest>(body), token),
        ApiVerbs.Delete => Unheld(commands.DeleteAsync, workspace, ApiRequests.Read<DeleteRequest>(body), token),
        ApiVerbs.Edge => Unheld((_, request, end) => commands.EditEdgeAsync(request, end), workspace, ApiRequests.Read<EdgeEditRequest>(body), token),
        ApiVerbs.Token => Unheld((_, request, end) => tokens.RunAsync(request, end), workspace, ApiRequests.Read<TokenRequest>(body), token),
        ApiVerbs.User => Unheld(users.RunAsync, workspace, ApiRequests.Read<UserRequest>(body), token),
        ApiVerbs.Workspace => Unheld((_, request, end) => workspaces.SetAsync(request, end), workspace, ApiRequests.Read<WorkspaceRequest>(body), token),
        ApiVerbs.Keys => keys.RunAsync(ApiRequests.Read<KeysRequest>(body), token),
        ApiVerbs.Blob => Unheld((_, chunk, end) => commands.BlobAsync(chunk, end), workspace, body, token),
        _ => throw new ApiRefusedException("not-found", $"there is no verb '{verb}'; there are {string.Join(", ", ApiVerbs.All)}"),
    };

    /// <summary>What would change what the hub was entrusted with has to wait while the hub cannot trust what it stands on.</summary>
    private Task<ApiReply> Unheld<T>(Func<string, T, CancellationToken, Task<ApiReply>> command, string workspace, T request, CancellationToken token) =>
        hold.Holds ? throw new ApiRefusedException("held", $"the hub holds: {hold.Reason}") : command(workspace, request, token);

    private async Task<ApiReply> GetAsync(string workspace, GetQuery query, CancellationToken token)
    {
        if (!_listings.TryGetValue(query.Resource, out var listing))
            throw ApiRequests.Refuse("resource", $"there is no resource '{query.Resource}'; there are {string.Join(", ", _listings.Keys.Order(StringComparer.Ordinal))}");
        if (who.Now.Limited && !listing.OfWorkspaces)
            throw new ApiRefusedException("denied", $"{query.Resource} are of the fleet, and {who.Name} has roles in {string.Join(", ", who.Now.User!.Workspaces)} only");
        if (EdgePath.Split(query.Edge) is var (region, rest))
        {
            // The region's hub takes the question as its parent's, and knows nothing of who asks here.
            return who.Now.Limited && !OfRegions.Contains(query.Resource)
                ? throw new ApiRefusedException("denied", $"of a region, {query.Resource} are for those who have a role in all workspaces; {string.Join(", ", OfRegions)} are not")
                : await regions.AskAsync(region, workspace, ApiVerbs.Get, JsonSerializer.SerializeToElement(query with { Edge = rest }, ContractsJson.Default.GetQuery), token);
        }

        var scope = ListScope.Of(workspace, query) with { Limited = who.Now.Limited, Rule = workspaces.RuleOf(workspace) };
        return ApiReplies.Of(await pager.PageAsync(listing.ListAsync(scope, token), scope, token), ContractsJson.Default.ItemsResult);
    }

    private async Task<ApiReply> ExplainAsync(string workspace, ExplainRequest request, CancellationToken token) =>
        EdgePath.Split(request.Edge) is var (region, rest)
            ? await regions.AskAsync(region, workspace, ApiVerbs.Explain, JsonSerializer.SerializeToElement(request with { Edge = rest }, ContractsJson.Default.ExplainRequest), token)
            : ApiReplies.Of(await explainer.ExplainAsync(workspace, request, token), ContractsJson.Default.ExplainResult);

    private async Task<ApiReply> ConfirmAsync(string workspace, ConfirmRequest request, CancellationToken token)
    {
        if (!hold.Holds)
            return workspace == Subjects.Fleet
                ? throw new ApiRefusedException("not-found", "the hub holds nothing back; what waits is in a workspace (--workspace)")
                : await commands.ConfirmAsync(workspace, request, token);
        if (request.Id != "hub")
            throw new ApiRefusedException("held", $"the hub holds: {hold.Reason}");
        door.FleetOnly("to let a hub go on that holds");
        await guard.AcceptAsync(token);
        return ApiReplies.Of(new ItemsResult { Items = [] }, ContractsJson.Default.ItemsResult);
    }

    private ApiReply Info() => ApiReplies.Of(
        new InfoResult
        {
            Version = options.Value.Version,
            Epoch = epochs.Current,
            Edges = inventory.Edges.Count,
            Server = options.Value.ServerVersion(),
            Settled = desired.Settled,
            Held = hold.Reason,
        },
        ContractsJson.Default.InfoResult);
}
