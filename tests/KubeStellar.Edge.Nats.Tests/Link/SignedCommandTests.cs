using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Connection;
using KubeStellar.Edge.Nats.Gateway;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Link;
using KubeStellar.Edge.Nats.Tests.Connection;
using KubeStellar.Edge.Nats.Tests.Gateway;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NATS.Client.Core;

namespace KubeStellar.Edge.Nats.Tests.Link;

/// <summary>Over a real server: an edge obeys its hub, an edge or hub of before signatures gets along with one of after, and who merely has rights in the account orders nothing.</summary>
public sealed class SignedCommandTests : IClassFixture<PlainServer>, IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly PlainServer _server;
    private readonly StateFolder _folder = new();
    private readonly HubKeys _keys;
    private readonly DeviceIdentity _device;
    private readonly string _edge = "store-" + Guid.NewGuid().ToString("N")[..8];

    public SignedCommandTests(PlainServer server)
    {
        _server = server;
        _keys = HubKeys.LoadOrCreate(_folder["hub"]);
        _device = DeviceIdentity.Open(_folder["edge"]);
        var jwt = new UserMint(_keys.OwnAccount(), TimeProvider.System).Edge(_edge, _device.PublicKey);
        _device.Admit(jwt, new HubPin { Edge = _edge, HubUrls = [server.Url], HubKey = _keys.Root.GetPublicKey() });
    }

    public void Dispose()
    {
        _keys.Dispose();
        _device.Dispose();
        _folder.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task Orders_of_the_hub_are_obeyed_and_only_they_are_signed()
    {
        await using var hub = await StartAsync(new RootSigner(_keys));
        var link = await LinkAsync(trusting: true);
        hub.Labels["size"] = "large";
        Assert.Equal("large", (await BeatAsync(link)).Labels!["size"]);
        Assert.True(_device.Pin!.Signs);
        await BeatAsync(link);
        await BeatAsync(link);
        Assert.Equal([true, null, null], hub.Asked);

        // Another order: asked for once more, signed.
        hub.Resync.Add("default.shop");
        Assert.Equal(["default.shop"], (await BeatAsync(link)).Resync);
        Assert.Equal([true, null, null, null, true], hub.Asked);
        await link.StopAsync(default);
    }

    [Fact]
    public async Task Whoever_merely_has_rights_in_the_account_orders_nothing()
    {
        var link = await LinkAsync(trusting: true);
        await using (await StartAsync(new RootSigner(_keys)))
        {
            await BeatAsync(link);
        }

        await using var rogue = await StartAsync(new RootSigner(HubKeys.LoadOrCreate(_folder["rogue"])));
        rogue.Labels["size"] = "tiny";
        rogue.Resync.Add("default.shop");
        rogue.Known = false;
        var heard = await BeatAsync(link);
        Assert.Equal((null, null, 0, 7L), (heard.Labels, heard.Known, heard.Resync.Count, heard.Revision));
        await link.StopAsync(default);
    }

    [Fact]
    public async Task A_hub_that_signs_nothing_is_obeyed_by_an_edge_that_never_saw_it_sign()
    {
        await using var hub = await StartAsync(null);
        hub.Labels["size"] = "large";
        var link = await LinkAsync(trusting: true);
        Assert.Equal("large", (await BeatAsync(link)).Labels!["size"]);
        Assert.False(_device.Pin!.Signs);
        await link.StopAsync(default);
    }

    [Fact]
    public async Task An_edge_of_before_gets_along_with_a_hub_that_signs()
    {
        await using var hub = await StartAsync(new RootSigner(_keys));
        hub.Labels["size"] = "large";
        var link = await LinkAsync(trusting: false);
        Assert.Equal("large", (await BeatAsync(link)).Labels!["size"]);
        Assert.Equal([null], hub.Asked);
        await link.StopAsync(default);
    }

    [Fact]
    public async Task What_the_hub_acknowledges_is_signed_and_nobody_else_makes_an_edge_forget()
    {
        var link = await LinkAsync(trusting: true);
        await using (await StartAsync(new RootSigner(_keys)))
        {
            // Together, so that they are signed together.
            var replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ReportAsync(link)));
            Assert.All(replies, reply => Assert.Equal(3, reply.Durable["default.shop"]));
            await link.FactsAsync(new FactsMessage { Edge = _edge, Properties = [] }, _limit.Token);
            Assert.True(_device.Pin!.SignsAnswers);
        }

        await using (await StartAsync(new RootSigner(HubKeys.LoadOrCreate(_folder["rogue"]))))
        {
            Assert.Contains("not signed", (await Assert.ThrowsAsync<HubUnreachableException>(() => ReportAsync(link))).Message, StringComparison.Ordinal);
        }

        await using (await StartAsync(null))
        {
            Assert.Contains("not signed", (await Assert.ThrowsAsync<HubUnreachableException>(() => ReportAsync(link))).Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<HubUnreachableException>(() => link.FactsAsync(new FactsMessage { Edge = _edge, Properties = [] }, _limit.Token));
        }

        await link.StopAsync(default);
    }

    [Fact]
    public async Task A_hub_that_signs_no_acknowledgements_is_believed_until_one_that_does_was_seen()
    {
        await using var hub = await StartAsync(null);
        var link = await LinkAsync(trusting: true);
        Assert.Equal(3, (await ReportAsync(link)).Durable["default.shop"]);
        Assert.False(_device.Pin!.SignsAnswers);
        await link.StopAsync(default);
    }

    [Fact]
    public async Task Only_the_hub_slows_an_edge_down_for_long()
    {
        var link = await LinkAsync(trusting: true);
        await using (var hub = await StartAsync(new RootSigner(_keys)))
        {
            await BeatAsync(link);
            hub.Pace = 600_000;
            Assert.Equal(600_000, (await BeatAsync(link)).Pace);
            Assert.Equal([true, null, true], hub.Asked);
            hub.Pace = 2_000;
            Assert.Equal(2_000, (await BeatAsync(link)).Pace);
            Assert.Equal([true, null, true, null], hub.Asked);
            await ReportAsync(link);
        }

        await using (var rogue = await StartAsync(null))
        {
            rogue.Pace = 600_000;
            Assert.Equal(OrderGate.LongestPace, TimeSpan.FromMilliseconds((await BeatAsync(link)).Pace!.Value));
        }

        // A refusal that wants to be left alone for a day, of somebody who only heard the question.
        await using var nats = new NatsConnection(new NatsOpts { Url = _server.Url });
        await using var ears = await nats.SubscribeCoreAsync<byte[]>(Subjects.Report(_edge), cancellationToken: _limit.Token);
        await nats.PingAsync(_limit.Token);
        var asked = ReportAsync(link);
        var heard = await ears.Msgs.ReadAsync(_limit.Token);
        await nats.PublishAsync(heard.ReplyTo!, Array.Empty<byte>(), new NatsHeaders { [Headers.Error] = "go away", [Headers.RetryAfter] = "86400000", [Headers.Seal] = "0.1.AAAA" }, cancellationToken: _limit.Token);
        Assert.Equal(OrderGate.LongestPace, (await Assert.ThrowsAsync<HubUnreachableException>(() => asked)).RetryAfter);
        await link.StopAsync(default);
    }

    [Fact]
    public async Task A_question_of_the_hub_arrives_and_its_copy_does_not()
    {
        var link = await LinkAsync(trusting: true);
        await using var hub = await StartAsync(new RootSigner(_keys));
        await BeatAsync(link);
        await using var overheard = await hub.Nats.SubscribeCoreAsync<byte[]>(Subjects.Ask(_edge, "*"), cancellationToken: _limit.Token);
        await hub.Nats.PingAsync(_limit.Token);
        var signals = link.SignalsAsync(_limit.Token).GetAsyncEnumerator(_limit.Token);
        await AskAsync(hub, new RootSigner(_keys), "q1");
        Assert.Equal("q1", await NextAsync(signals));

        var copy = await overheard.Msgs.ReadAsync(_limit.Token);
        await hub.Nats.PublishAsync(copy.Subject, copy.Data, copy.Headers, copy.ReplyTo, cancellationToken: _limit.Token);
        await AskAsync(hub, null, "q2");
        await AskAsync(hub, new RootSigner(HubKeys.LoadOrCreate(_folder["rogue"])), "q3");
        await AskAsync(hub, new RootSigner(_keys), "q4");
        Assert.Equal("q4", await NextAsync(signals));
        await link.StopAsync(default);
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<LinkSignal> signals)
    {
        do
        {
            Assert.True(await signals.MoveNextAsync());
        }
        while (signals.Current.Kind != LinkSignalKind.Ask);
        return signals.Current.Id;
    }

    private async Task AskAsync(OrderingHub hub, IRootSigner? signer, string id)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        var asker = new EdgeAsker(hub.Connection, NullLogger<EdgeAsker>.Instance, signer).AskAsync(_edge, "status", id, "{}"u8.ToArray(), 1000, wait.Token).GetAsyncEnumerator(wait.Token);
        var answer = asker.MoveNextAsync().AsTask();
        await hub.Nats.PingAsync(_limit.Token);
        await wait.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await asker.DisposeAsync();
    }

    private Task<HeartbeatReply> BeatAsync(HubLink link) => link.HeartbeatAsync(new HeartbeatMessage { Edge = _edge }, _limit.Token);

    private Task<ReportReply> ReportAsync(HubLink link) => link.ReportAsync(new ReportMessage { Edge = _edge, Reports = [] }, _limit.Token);

    private Task<OrderingHub> StartAsync(IRootSigner? signer) => OrderingHub.StartAsync(_server.Url, signer);

    private async Task<HubLink> LinkAsync(bool trusting)
    {
        var options = new EdgeNatsOptions
        {
            Edge = _edge, Endpoint = NatsEndpoint.Of(_server.Url), FirstWait = TimeSpan.FromMilliseconds(50), Trust = trusting ? new CommandTrust(_device, new RootVerifier()) : null,
        };
        var link = new HubLink(Options.Create(options), NullLoggerFactory.Instance, TimeProvider.System, new Random(1));
        await link.StartAsync(_limit.Token);
        await foreach (var signal in link.SignalsAsync(_limit.Token))
        {
            if (signal.Kind == LinkSignalKind.Connected)
            {
                break;
            }
        }

        return link;
    }
}
