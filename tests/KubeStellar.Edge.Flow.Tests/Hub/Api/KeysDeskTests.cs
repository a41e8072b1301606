using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Api;
using KubeStellar.Edge.Flow.State.Access;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.Hub.Api;

/// <summary>What may be done with a hub's keys, and who would be locked out by it.</summary>
public sealed class KeysDeskTests : IHubKeyRing, IEdgePresence
{
    private readonly SideInventory _inventory = new();
    private readonly Dictionary<string, HeartbeatMessage> _heard = [];
    private readonly List<string> _did = [];
    private readonly HubEvents _events = new(TimeProvider.System);
    private readonly TokenStore _tokens;
    private readonly UserBook _users = new(null!);
    private readonly KeysDesk _desk;
    private bool _former = true;
    private string _refused = "";

    public KeysDeskTests()
    {
        _tokens = new TokenStore(new HubRecords(MemoryBuckets.Made(TimeProvider.System), new SideMirror(), new BucketLedger()));
        _desk = new KeysDesk(this, _inventory, this, _tokens, _events, TimeProvider.System, new UserKeys(_users, new SideIdentity { Issuer = "ANOW" }, this, TimeProvider.System));
        _inventory.Add("e1");
        _inventory.Add("e2");
        _heard["e1"] = new HeartbeatMessage { Edge = "e1", Issuer = "ANOW", HubSerial = 2 };
    }

    [Fact]
    public async Task Each_key_says_how_many_edges_have_it_and_how_many_do_not()
    {
        var keys = (await AskAsync(KeyActions.Status)).Keys;
        Assert.Equal([(1, 1), (null, null), (1, 1)], keys.Select(key => (key.Edges, key.Lacking)));
        Assert.False(_events.Queue.TryRead(out _));
    }

    [Fact]
    public async Task What_was_done_is_told_and_what_was_refused_is_said()
    {
        Assert.Equal("rotated root", (await AskAsync(KeyActions.Rotate, KeyKinds.Root)).Done);
        Assert.True(_events.Queue.TryRead(out var told));
        Assert.Equal(("key.rotated", "root", "rotated root"), (told.Kind, told.Subject, told.Message));
        _refused = "the server is not the hub's own";
        Assert.Contains(_refused, (await RefusedAsync(KeyActions.Rotate, KeyKinds.Account)).Message, StringComparison.Ordinal);
        Assert.Contains("there are root, account, ca", (await RefusedAsync(KeyActions.Rotate, "operator")).Message, StringComparison.Ordinal);
        Assert.Contains("status, rotate and finish", (await RefusedAsync("eat", KeyKinds.Ca)).Message, StringComparison.Ordinal);
        Assert.False(_events.Queue.TryRead(out _));
    }

    [Fact]
    public async Task A_rotation_is_ended_only_when_nobody_is_locked_out_or_somebody_says_so()
    {
        await _tokens.WriteAsync(new TokenRecord { Id = "old", PublicKey = "U", Issuer = "AOLD" }, 0, default);
        await _tokens.WriteAsync(new TokenRecord { Id = "new", PublicKey = "U", Issuer = "ANOW" }, 0, default);
        await _tokens.WriteAsync(new TokenRecord { Id = "used", PublicKey = "U", UsedBy = ["e1"] }, 0, default);
        await _tokens.WriteAsync(new TokenRecord { Id = "over", PublicKey = "U", Expires = DateTimeOffset.UnixEpoch }, 0, default);
        var refused = await RefusedAsync(KeyActions.Finish, KeyKinds.Account);
        Assert.Equal(["edge e2", "join token old"], refused.Details.Select(one => one.Source));

        // A user's credentials were issued by the key of the time when it was made, unless it came with others since.
        var before = DateTimeOffset.UnixEpoch.AddDays(-1);
        _users.Load(
        [
            User("ann", before), User("bob", DateTimeOffset.UnixEpoch.AddDays(1)), User("eve", before, revoked: DateTimeOffset.UnixEpoch), User("kim", before, issuer: "ANOW"),
            User("old", before, issuer: "ABEFORE"),
        ]);
        refused = await RefusedAsync(KeyActions.Finish, KeyKinds.Account);
        Assert.Equal(["edge e2", "join token old", "user ann"], refused.Details.Select(one => one.Source));
        Assert.Equal([2, 1, null], (await AskAsync(KeyActions.Status)).Keys.Select(key => key.Users));
        Assert.Contains("1 of people and robots stand on the former key: ann;", (await AskAsync(KeyActions.Rotate, KeyKinds.Account)).Done, StringComparison.Ordinal);
        Assert.True(_events.Queue.TryRead(out _));
        _did.Clear();
        _users.Load([]);
        Assert.Empty(_did);

        Assert.Equal("finished account", (await AskAsync(KeyActions.Finish, KeyKinds.Account, lockOut: true)).Done);
        Assert.True(_events.Queue.TryRead(out var told));
        Assert.Equal("finished account; locked out: edge e2, join token old", told.Message);
    }

    [Fact]
    public async Task Without_a_former_key_there_is_nobody_to_lock_out()
    {
        _former = false;
        Assert.Equal("finished account", (await AskAsync(KeyActions.Finish, KeyKinds.Account)).Done);
        Assert.Equal("finished ca", (await AskAsync(KeyActions.Finish, KeyKinds.Ca)).Done);
    }

    IReadOnlyList<KeyState> IHubKeyRing.All() =>
    [
        Key(KeyKinds.Account, "InUse", "ANOW"), .. _former ? [Key(KeyKinds.Account, "Former", "AOLD")] : Array.Empty<KeyState>(), Key(KeyKinds.Root, "InUse", "UROOT") with { Serial = 2 },
    ];

    bool IHubKeyRing.LocksOut(string kind) => kind == KeyKinds.Account;

    Task<KeyOutcome> IHubKeyRing.RotateAsync(string kind, CancellationToken token) => Do("rotated " + kind);

    Task<KeyOutcome> IHubKeyRing.FinishAsync(string kind, CancellationToken token) => Do("finished " + kind);

    PresenceState? IEdgePresence.Of(string edge) => _heard.TryGetValue(edge, out var last) ? new PresenceState(true, last, default) : null;

    private Task<KeyOutcome> Do(string what)
    {
        _did.Add(what);
        return Task.FromResult(_refused.Length > 0 ? KeyOutcome.Not(_refused) : KeyOutcome.Of(what));
    }

    private static KeyState Key(string kind, string state, string key) =>
        new() { Kind = kind, State = state, Purpose = "", Fingerprint = "SHA256:" + key, PublicKey = key, Since = DateTimeOffset.UnixEpoch };

    private static BucketEntry User(string name, DateTimeOffset created, DateTimeOffset? revoked = null, string? issuer = null) => new(
        "user." + name, JsonSerializer.SerializeToUtf8Bytes(new UserRecord { Name = name, PublicKey = "U", Roles = ["viewer"], CreatedAt = created, Revoked = revoked, Issuer = issuer }, ContractsJson.Default.UserRecord), 1);

    private async Task<KeysResult> AskAsync(string action, string key = "", bool lockOut = false) =>
        (await _desk.RunAsync(new KeysRequest { Action = action, Key = key, LockOut = lockOut }, default)).Result!.Value.Deserialize(ContractsJson.Default.KeysResult)!;

    private async Task<ApiError> RefusedAsync(string action, string key) =>
        (await Assert.ThrowsAsync<ApiRefusedException>(() => _desk.RunAsync(new KeysRequest { Action = action, Key = key }, default))).Error;
}
