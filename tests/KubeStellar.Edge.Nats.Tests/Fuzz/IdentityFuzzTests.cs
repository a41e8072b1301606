using System.Security.Cryptography;
using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Nats.Identity;
using KubeStellar.Edge.Nats.Tls;
using KubeStellar.Edge.TestKit.Fuzz;
using KubeStellar.Edge.TestKit.Processes;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.Fuzz;

/// <summary>Tokens, JWTs, credentials, keys, pins and certificates: what people copy, what a server sends, what a disk gives back.</summary>
public sealed class IdentityFuzzTests : IDisposable
{
    private static readonly string Corpus = Repository.PathOf("tests", "KubeStellar.Edge.Nats.Tests", "Fuzz", "Corpus");
    private readonly StateFolder _folder = new();
    private readonly HubKeys _hub;
    private readonly UserMint _mint;

    public IdentityFuzzTests()
    {
        _hub = HubKeys.LoadOrCreate(_folder.Path);
        _mint = new UserMint(_hub.OwnAccount(), TimeProvider.System);
    }

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public Task Join_tokens()
    {
        var token = new JoinToken(["nats://127.0.0.1:4222"], null, KeyFingerprint.Of(_hub.Root.GetPublicKey()), "t1", _mint.Join("t1", null)).Encode();
        return RunAsync("join-token", token, new Dotted(1), text =>
        {
            var read = JoinToken.Decode(text);
            Assert.Equal(read.Encode(), JoinToken.Decode(read.Encode()).Encode());
        });
    }

    [Fact]
    public Task Users_JWTs() => RunAsync("jwt", _mint.Edge("e1", UserKey()), new Dotted(1), text => Assert.NotNull(NatsJwt.Decode(text, NatsJwt.User).Body));

    [Fact]
    public Task Headers_of_JWTs() => RunAsync("jwt-header", _mint.Edge("e1", UserKey()), new Dotted(0), text => Assert.NotNull(NatsJwt.Decode(text, NatsJwt.User).Body));

    [Fact]
    public Task Credentials_files() => RunAsync("creds", _mint.Hub().Format(), new PlainEnvelope(), text =>
    {
        var user = UserCredentials.Parse(text);
        Assert.InRange(user.Jwt.Length + user.Seed.Length + (user.Name?.Length ?? 0), 0, text.Length * 2);
    });

    [Fact]
    public Task Seals_of_answers()
    {
        var seal = new TreeSeal(2, 4, Convert.ToBase64String(new byte[64]), [Digest.Of("a"u8), Digest.Of("b"u8)]).ToString();
        return RunAsync("seal", seal, new Dotted(3), text =>
        {
            var read = TreeSeal.Parse(text) ?? throw new FormatException("none");
            Assert.Equal(read.RootOf("answer"u8), TreeSeal.Parse(read.ToString())!.RootOf("answer"u8));
            Assert.InRange(read.Proof.Count, 0, 12);
        });
    }

    [Fact]
    public Task Seeds_and_public_keys() => RunAsync("nkey", _hub.Root.GetSeed(), new PlainEnvelope(), text =>
    {
        Assert.False(UserMint.IsUserKey(text) && text.Length != 56);
        using var key = KeyPair.FromSeed(text);
        Assert.Equal(text, key.GetSeed());
    });

    [Fact]
    public Task Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=a", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        return RunAsync("pem", certificate.ExportCertificatePem(), new PlainEnvelope(), text => Assert.Equal(CertificateText.Normal(text), CertificateText.Normal(CertificateText.Normal(text))));
    }

    [Theory]
    [InlineData("hub.json", """{"edge":"e1","hubUrls":["nats://x"],"hubKey":"U"}""")]
    [InlineData("user.nk", "SU")]
    public Task Files_of_a_device(string name, string text)
    {
        var folder = _folder["device-" + name];
        DeviceIdentity.Open(folder).Dispose();
        var path = Path.Combine(folder, "identity", name);
        var seed = File.Exists(path) ? File.ReadAllText(path) : text;
        return RunAsync("device-" + name, seed, new PlainEnvelope(), changed =>
        {
            SecretFiles.Write(path, changed);
            using var device = DeviceIdentity.Open(folder);
            Assert.NotEmpty(device.PublicKey);
        }, 60);
    }

    private static string UserKey()
    {
        using var key = KeyPair.CreatePair(PrefixByte.User);
        return key.GetPublicKey();
    }

    private static async Task RunAsync(string name, string seed, IEnvelope envelope, Action<string> parse, int mutants = 500)
    {
        var target = new FuzzTarget(
            name, input => parse(Encoding.UTF8.GetString(input)), typeof(IdentityException), typeof(FormatException), typeof(NKeysException), typeof(CryptographicException))
        {
            Envelope = envelope, Mutants = mutants,
        };
        Assert.InRange(await new Fuzzer(Corpus).RunAsync(target, [Encoding.UTF8.GetBytes(seed)]), 1, int.MaxValue);
    }
}
