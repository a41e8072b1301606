using System.Globalization;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Link;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Link;

public sealed class QuestionGateTests : IDisposable
{
    private static readonly byte[] Question = "{\"id\":\"q1\"}"u8.ToArray();
    private readonly StateFolder _folder = new();
    private readonly HubKeys _hub;
    private readonly DeviceIdentity _device;
    private readonly CommandTrust _trust;
    private readonly QuestionGate _gate;

    public QuestionGateTests()
    {
        _hub = HubKeys.LoadOrCreate(_folder["hub"]);
        _device = DeviceIdentity.Open(_folder["edge"]);
        var mint = new UserMint(_hub.OwnAccount(), TimeProvider.System);
        _device.Admit(mint.Edge("e1", _device.PublicKey), new HubPin { Edge = "e1", HubUrls = ["nats://x"], HubKey = _hub.Root.GetPublicKey() });
        _trust = new CommandTrust(_device, new RootVerifier());
        _gate = new QuestionGate("e1", _trust);
    }

    public void Dispose()
    {
        _hub.Dispose();
        _device.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_question_of_the_hub_is_answered_once()
    {
        var seal = Seal();
        Assert.Null(_gate.Refuse("status", "q1", Question, seal));
        Assert.Equal("it was asked before", _gate.Refuse("status", "q1", Question, seal));
        Assert.Null(_gate.Refuse("status", "q2", Question, Seal(id: "q2")));
    }

    [Theory]
    [InlineData("e2", "status", "q1", 1000)]
    [InlineData("e1", "api", "q1", 1000)]
    [InlineData("e1", "status", "q9", 1000)]
    [InlineData("e1", "status", "q1", 1001)]
    public void A_signature_for_another_edge_purpose_id_or_time_is_none(string edge, string what, string id, long at)
    {
        var seal = Seal(edge, what, id, at);
        Assert.Contains("not signed by this edge's hub", _gate.Refuse("status", "q1", Question, "1000" + seal[seal.IndexOf('.', StringComparison.Ordinal)..]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_altered_question_and_one_of_another_key_are_refused()
    {
        Assert.NotNull(_gate.Refuse("status", "q1", "{\"id\":\"q2\"}"u8, Seal()));
        using var other = KeyPair.CreatePair(PrefixByte.User);
        Assert.NotNull(_gate.Refuse("status", "q1", Question, Seal(key: other)));
        foreach (var seal in new[] { "", ".", "1000", "1000.", "x.AAAA", "-1.AAAA", "1000." + new string('A', 88), "99999999999999999999.AA==" })
        {
            Assert.NotNull(_gate.Refuse("status", "q1", Question, seal));
        }
    }

    [Fact]
    public void One_of_before_the_hub_was_last_heard_is_refused()
    {
        var now = DateTimeOffset.UnixEpoch.AddHours(1);
        _gate.Heard(now);
        Assert.Contains("before", _gate.Refuse("status", "q1", Question, Seal(at: now.AddMinutes(-2).ToUnixTimeMilliseconds())), StringComparison.Ordinal);
        Assert.Null(_gate.Refuse("status", "q2", Question, Seal(id: "q2", at: now.AddSeconds(-30).ToUnixTimeMilliseconds())));
    }

    [Fact]
    public void An_unsigned_one_is_answered_until_the_hub_was_seen_to_sign_also_over_a_restart()
    {
        Assert.Null(_gate.Refuse("status", "q1", Question, null));
        _trust.Require();
        Assert.NotNull(_gate.Refuse("status", "q2", Question, null));
        using var again = DeviceIdentity.Open(_folder["edge"]);
        Assert.NotNull(new QuestionGate("e1", new CommandTrust(again, new RootVerifier())).Refuse("status", "q3", Question, null));
    }

    private string Seal(string edge = "e1", string what = "status", string id = "q1", long at = 1000, KeyPair? key = null)
    {
        var signature = new byte[64];
        (key ?? _hub.Root).Sign(CommandSeal.Question(edge, what, id, at, Question), signature);
        return string.Create(CultureInfo.InvariantCulture, $"{at}.{Convert.ToBase64String(signature)}");
    }
}
