using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Nats.Gateway;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Tests.Gateway;

/// <summary>Answers that are signed together, each with its own way to the signature.</summary>
public sealed class AnswerSealerTests : IDisposable
{
    private readonly StateFolder _folder = new();
    private readonly HubKeys _keys;
    private readonly DeviceIdentity _device;

    public AnswerSealerTests()
    {
        _keys = HubKeys.LoadOrCreate(_folder["hub"]);
        _device = DeviceIdentity.Open(_folder["edge"]);
        _device.Admit(new UserMint(_keys.OwnAccount(), TimeProvider.System).Edge("e1", _device.PublicKey), new HubPin { Edge = "e1", HubUrls = ["nats://127.0.0.1"], HubKey = _keys.RootPublic });
    }

    public void Dispose()
    {
        _keys.Dispose();
        _device.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Many_that_wait_share_a_signature_and_each_is_good_for_its_own_answer_only()
    {
        using var held = new HeldSigner(new RootSigner(_keys));
        var sealer = new AnswerSealer(held);
        var messages = Enumerable.Range(0, 5000).Select(i => CommandSeal.Answer("e1", "_INBOX.e1." + i, "body"u8)).ToArray();
        var first = sealer.SealAsync(messages[0]);
        await held.Entered.WaitAsync(TestContext.Current.CancellationToken);
        var rest = messages.Skip(1).Select(message => sealer.SealAsync(message)).ToArray();
        held.Go.Release(3);
        var seals = (string[])[await first, .. await Task.WhenAll(rest)];
        Assert.Equal([1, TreeSeal.MostAnswers, 5000 - 1 - TreeSeal.MostAnswers], seals.Select(seal => TreeSeal.Parse(seal)!.Count).Distinct());

        var trust = new CommandTrust(_device, new RootVerifier());
        foreach (var i in new[] { 0, 1, 2, 4096, 4097, 4999 })
        {
            Assert.True(trust.SignedTogether(messages[i], seals[i]));
            Assert.False(trust.SignedTogether(messages[i], seals[(i + 1) % 5000]));
        }

        Assert.False(trust.SignedTogether(CommandSeal.Answer("e2", "_INBOX.e1.7", "body"u8), seals[7]));
        Assert.False(trust.SignedTogether(CommandSeal.Answer("e1", "_INBOX.e1.7", "bodY"u8), seals[7]));
    }

    [Fact]
    public async Task A_signature_that_fails_costs_only_those_who_waited_for_it()
    {
        using var held = new HeldSigner(new RootSigner(_keys)) { Fails = true };
        var sealer = new AnswerSealer(held);
        held.Go.Release(2);
        await Assert.ThrowsAsync<IOException>(() => sealer.SealAsync("a"u8));
        held.Fails = false;
        Assert.NotNull(TreeSeal.Parse(await sealer.SealAsync("b"u8)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("0.1")]
    [InlineData("-1.1.AAAA")]
    [InlineData("0.4097.AAAA")]
    [InlineData("0.2.AAAA.zz")]
    public void What_is_no_seal_is_none(string? text)
    {
        Assert.Null(TreeSeal.Parse(text));
        Assert.False(new CommandTrust(_device, new RootVerifier()).SignedTogether("a"u8, text));
    }

    [Fact]
    public void A_way_that_does_not_fit_its_place_leads_nowhere()
    {
        var digest = Digest.Of("x"u8);
        foreach (var wrong in new[] { new TreeSeal(1, 1, "AAAA", []), new TreeSeal(0, 2, "AAAA", []), new TreeSeal(0, 1, "AAAA", [digest]), new TreeSeal(0, 0, "AAAA", []) })
        {
            Assert.Null(wrong.RootOf("a"u8));
            Assert.False(new CommandTrust(_device, new RootVerifier()).SignedTogether("a"u8, wrong.ToString()));
        }
    }

    private sealed class HeldSigner(IRootSigner signer) : IRootSigner, IDisposable
    {
        public SemaphoreSlim Entered { get; } = new(0);

        public SemaphoreSlim Go { get; } = new(0);

        public bool Fails { get; set; }

        public string PublicKey => signer.PublicKey;

        public IReadOnlyList<KeyHandOver> HandOvers => signer.HandOvers;

        public byte[] Sign(ReadOnlySpan<byte> message)
        {
            Entered.Release();
            Go.Wait();
            return Fails ? throw new IOException("no key") : signer.Sign(message);
        }

        public void Dispose()
        {
            Entered.Dispose();
            Go.Dispose();
        }
    }
}
