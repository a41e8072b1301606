using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Hub.Api;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Flow.Tests.Hub.Api;

public sealed class TokenDeskTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SideIdentity _identity = new();
    private readonly AdmissionOptions _options = new();
    private readonly HubEvents _events;
    private readonly HubRecords _records;
    private readonly TokenStore _tokens;
    private readonly PendingStore _pending;
    private readonly RevocationBook _revoked;
    private readonly TokenDesk _desk;

    public TokenDeskTests()
    {
        _records = new HubRecords(MemoryBuckets.Made(_time), new SideMirror(), new BucketLedger());
        _events = new HubEvents(_time);
        _tokens = new TokenStore(_records);
        _pending = new PendingStore(_records, _time, Options.Create(_options));
        _revoked = new RevocationBook(_records, _identity, _time);
        _desk = new TokenDesk(_tokens, _pending, _revoked, _identity, _events, _time, Options.Create(_options));
    }

    [Fact]
    public async Task A_token_that_asks_for_approval_lets_its_devices_through_after_it_is_over()
    {
        var plain = await MadeAsync(new TokenRequest { ExpiresInSeconds = 3600 });
        Assert.Equal((null, _time.GetUtcNow().AddHours(1), _time.GetUtcNow().AddHours(1)), (plain.Approve, plain.Expires, _identity.Minted));
        var byHand = await MadeAsync(new TokenRequest { ExpiresInSeconds = 3600, Approve = true });
        Assert.Equal((true, _time.GetUtcNow().AddHours(1), _time.GetUtcNow().AddHours(1).AddDays(7)), (byHand.Approve, byHand.Expires, _identity.Minted));

        _options.ApproveJoins = true;
        Assert.True((await MadeAsync(new TokenRequest())).Approve);
        Assert.Null(_identity.Minted);
    }

    [Fact]
    public async Task A_token_that_names_an_edge_is_for_one_device_that_is_no_region()
    {
        Assert.Equal("store-1", (await MadeAsync(new TokenRequest { Replaces = "store-1" })).Replaces);
        foreach (var (request, field) in new[]
        {
            (new TokenRequest { Replaces = "Store_1" }, "replaces"), (new TokenRequest { Replaces = "store-1", Uses = 2 }, "uses"), (new TokenRequest { Replaces = "eu", Region = new RegionRights() }, "replaces"),
        })
        {
            var refused = await Assert.ThrowsAsync<ApiRefusedException>(() => _desk.RunAsync(request, None));
            Assert.Equal(field, Assert.Single(refused.Error.Details).Field);
        }
    }

    [Fact]
    public async Task A_token_that_is_deleted_admits_nobody_and_takes_who_waits_with_it()
    {
        var token = await MadeAsync(new TokenRequest());
        Assert.Equal("", await _pending.AskAsync("e1", new PendingDevice("UA", "x", token.Id, _time.GetUtcNow()), None));
        Assert.Equal("", await _pending.AskAsync("e2", new PendingDevice("UB", "x", "other", _time.GetUtcNow()), None));

        Assert.Null((await _desk.RunAsync(new TokenRequest { Delete = token.Id }, None)).Error);

        Assert.Null(await _tokens.ReadAsync(token.Id, None));
        Assert.Equal(TokenStore.Unknown, await _tokens.SpendAsync(token.Id, "e1", None));
        Assert.Equal([token.PublicKey], _identity.Revoked);
        Assert.Equal(["e2"], (await _pending.ListAsync(None)).Select(record => record.Edge));
        Assert.Empty(await _revoked.ListAsync(None));
        Assert.True(_events.Queue.TryRead(out _));
        Assert.True(_events.Queue.TryRead(out var told));
        Assert.Equal(("token.deleted", token.Id), (told.Kind, told.Subject));
        Assert.Equal("not-found", (await Assert.ThrowsAsync<ApiRefusedException>(() => _desk.RunAsync(new TokenRequest { Delete = token.Id }, None))).Error.Code);
    }

    [Fact]
    public async Task A_token_is_spent_once_an_edge_and_no_more_than_it_says()
    {
        var token = await MadeAsync(new TokenRequest { Uses = 2 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => _tokens.SpendAsync(token.Id, $"e{i % 4}", None))));
        var used = (await _tokens.ReadAsync(token.Id, None))!.Value.Record;
        Assert.Equal((2, 0), (used.UsedBy.Count, used.Left()));
        Assert.Equal(10, answers.Count(answer => answer.Length == 0));
        Assert.All(answers.Where(answer => answer.Length > 0), answer => Assert.Contains("used up", answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_waits_and_what_is_void_is_listed_with_fingerprints()
    {
        await _pending.AskAsync("e1", new PendingDevice("UB", "x", "t1", _time.GetUtcNow()) { Labels = new() { ["kind"] = "store" } }, None);
        await _pending.AskAsync("e1", new PendingDevice("UA", "x", "t1", _time.GetUtcNow()) { State = PendingState.Denied }, None);
        await _pending.AskAsync("e2", new PendingDevice("UC", "x", "t1", _time.GetUtcNow()), None);
        var rows = await ListAsync(new PendingListing(_pending), "");
        Assert.Equal(["e1 UA Denied", "e1 UB Waiting", "e2 UC Waiting"], rows.Select(row => $"{row.GetProperty("edge")} {row.GetProperty("publicKey")} {row.GetProperty("state")}"));
        Assert.Equal(Contracts.Keys.DeviceFingerprint.Of("UB"), rows[1].GetProperty("fingerprint").GetString());
        Assert.Equal("store", rows[1].GetProperty("labels").GetProperty("kind").GetString());
        Assert.Single(await ListAsync(new PendingListing(_pending), "e2"));

        await _revoked.RevokeAsync("e9", "UZ", "stolen", None);
        var one = Assert.Single(await ListAsync(new RevokedListing(_revoked), "e9"));
        Assert.Equal(("UZ", "stolen", Contracts.Keys.DeviceFingerprint.Of("UZ")), (one.GetProperty("publicKey").GetString(), one.GetProperty("reason").GetString(), one.GetProperty("fingerprint").GetString()));
        Assert.Empty(await ListAsync(new RevokedListing(_revoked), "e1"));
    }

    public void Dispose()
    {
        _pending.Dispose();
        _records.Dispose();
    }

    private static async Task<List<JsonElement>> ListAsync(IListing listing, string name)
    {
        var all = new List<JsonElement>();
        await foreach (var item in listing.ListAsync(ListScope.Of("default", new GetQuery { Resource = listing.Resource, Name = name }), None))
            all.Add(item.Make!());
        return all;
    }

    private async Task<TokenRecord> MadeAsync(TokenRequest request)
    {
        var made = (await _desk.RunAsync(request, None)).Result!.Value.Deserialize(ContractsJson.Default.TokenResult)!;
        return (await _tokens.ReadAsync(made.Id, None))!.Value.Record;
    }
}
