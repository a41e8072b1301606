using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Audit;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;

namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>The hub's own keys: shows them with how many edges have which, replaces them, and ends a rotation when nobody depends on a former one any more, or somebody decides so.</summary>
internal sealed class KeysDesk(IHubKeyRing ring, IHubInventory inventory, IEdgePresence presence, TokenStore tokens, HubEvents events, TimeProvider time, UserKeys users)
{
    private const int Named = 10;

    internal async Task<ApiReply> RunAsync(KeysRequest request, CancellationToken token)
    {
        if (request.Action != KeyActions.Status && !KeyKinds.All.Contains(request.Key, StringComparer.Ordinal))
            throw ApiRequests.Refuse("key", $"there is no key '{request.Key}' to {request.Action}; there are {string.Join(", ", KeyKinds.All)}");
        var done = request.Action switch
        {
            KeyActions.Status => "",
            KeyActions.Rotate => Told("key.rotated", request.Key, await ring.RotateAsync(request.Key, token)) + Standing(request.Key),
            KeyActions.Finish => await FinishAsync(request, token),
            _ => throw ApiRequests.Refuse("action", $"there is no action '{request.Action}'; there are {KeyActions.Status}, {KeyActions.Rotate} and {KeyActions.Finish}"),
        };
        return ApiReplies.Of(new KeysResult { Done = done, Keys = [.. ring.All().Select(Counted)] }, ContractsJson.Default.KeysResult);
    }

    private async Task<string> FinishAsync(KeysRequest request, CancellationToken token)
    {
        var left = await LeftAsync(request.Key, token);
        if (left.Count > 0 && !request.LockOut)
        {
            throw new ApiRefusedException(
                "conflict",
                $"{left.Count} still depend on the former {request.Key} key and would be locked out; wait until they have the new one (an edge takes it with its next heartbeat), or say --lock-out",
                [.. left.Take(Named).Select(who => new ApiFault(who, "", "would be locked out")), .. left.Count > Named ? [new ApiFault("", "", $"and {left.Count - Named} more")] : Array.Empty<ApiFault>()]);
        }

        var done = Told("key.finished", request.Key, await ring.FinishAsync(request.Key, token), left.Count > 0 ? $"; locked out: {string.Join(", ", left.Take(Named))}{(left.Count > Named ? $" and {left.Count - Named} more" : "")}" : "");
        return done;
    }

    /// <summary>Who has not said that it has the present key: edges, and of the account join tokens and users that were made before.</summary>
    private async Task<IReadOnlyList<string>> LeftAsync(string kind, CancellationToken token)
    {
        if (!ring.LocksOut(kind) || ring.All().All(key => key.Kind != kind || key.State != "Former"))
            return [];
        var now = ring.All().First(key => key.Kind == kind && key.State == "InUse");
        var left = inventory.Edges.Where(edge => !Has(edge, now)).Select(edge => "edge " + edge.Id).Order(StringComparer.Ordinal).ToList();
        if (kind == KeyKinds.Account)
        {
            left.AddRange((await tokens.ListAsync(token)).Where(record => Good(record) && record.Issuer != now.PublicKey).Select(record => "join token " + record.Id));
            left.AddRange(users.OnFormer().Select(user => "user " + user));
        }

        return left;
    }

    private bool Good(TokenRecord record) => !(record.Expires <= time.GetUtcNow()) && (record.Uses == 0 || record.UsedBy.Count < record.Uses);

    private KeyState Counted(KeyState key)
    {
        if (key is { Kind: KeyKinds.Account, State: UserKeys.Former })
            return key with { Users = users.OnFormer().Count };
        if (key.State != "InUse" || !KeyKinds.All.Contains(key.Kind, StringComparer.Ordinal))
            return key;
        var has = inventory.Edges.Count(edge => Has(edge, key));
        return key with { Edges = has, Lacking = inventory.Edges.Count - has, Users = key.Kind == KeyKinds.Account ? users.OnPresent() : null };
    }

    /// <summary>Those who have to come once, or be issued anew, before the former key can be given up: a sentence more, or nothing.</summary>
    private string Standing(string kind)
    {
        var former = kind == KeyKinds.Account ? users.OnFormer() : [];
        return former.Count == 0 ? "" : $" {former.Count} of people and robots stand on the former key: {string.Join(", ", former.Take(Named))}{(former.Count > Named ? $" and {former.Count - Named} more" : "")}; each is issued anew with its next command, or by 'kse user renew'.";
    }

    private bool Has(EdgeRecord edge, KeyState key) => presence.Of(edge.Id)?.Last is { } last && Says(last, key);

    private static bool Says(HeartbeatMessage last, KeyState key) => key.Kind switch
    {
        KeyKinds.Root => last.HubSerial == key.Serial,
        KeyKinds.Account => last.Issuer == key.PublicKey,
        _ => last.CaSerial == key.Serial && last.Certificate is null,
    };

    private string Told(string kind, string key, KeyOutcome outcome, string more = "")
    {
        if (outcome.Refused.Length > 0)
            throw new ApiRefusedException("conflict", outcome.Refused);
        events.Add(kind, key, "", Asker.Unnamed, outcome.Done + more);
        return outcome.Done;
    }
}
