using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Contracts.Tests.Golden;

/// <summary>What records say of keys that are replaced, in files of their own: the first files of each record stay what they were, and say nothing of it.</summary>
public sealed class KeyGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "Data");
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero);
    private static readonly KeyHandOver HandOver = new(1, "UONE", "UTWO", At, "c2ln", "b2s=");

    private static readonly Dictionary<string, WireRecord> Samples = new(StringComparer.Ordinal)
    {
        ["EdgeRecord"] = new EdgeRecord { Id = "store-17", Identity = new EdgeIdentity("UNEW", "eHk", "t1", At) { Former = "UOLD", Since = At }, RekeyAsked = At },
        ["TokenRecord"] = new TokenRecord { Id = "t1", PublicKey = "UJOIN", Issuer = "ASIGN" },
        ["JoinReply"] = new JoinReply { Jwt = "ey.J.x", HubKey = "UTWO", HandOvers = [HandOver] },
        ["HeartbeatMessage"] = new HeartbeatMessage { Edge = "store-17", At = At, HubSerial = 0, Issuer = "AOLD", Certificate = new CertificateRequest("a2V5", "cHJvb2Y=") },
        ["HeartbeatReply"] = new HeartbeatReply
        {
            At = At, Known = true, HandOvers = [HandOver], User = new UserRenewal("ey.J.x", "c2ln"), Certificate = new CertificateReply("PEM\n", "c2ln"), Rekey = true,
        },
        ["RekeyMessage.switched"] = new RekeyMessage { Edge = "store-17", Old = "UOLD", New = "UNEW", ExchangeKey = "eHk", Switched = true, Consent = "b2s=" },
        ["EdgeEditRequest"] = new EdgeEditRequest { Edge = "store-17", Rekey = true },
        ["UserRecord"] = new UserRecord { Name = "ann", PublicKey = "UANN", Workspaces = ["retail"], Roles = ["author"], CreatedAt = At, CreatedBy = "root", Issuer = "ANOW" },
        ["UserRequest"] = new UserRequest { Name = "ann", PublicKey = "UNEW", Renew = true },
        ["ApiReply"] = new ApiReply { Renewed = "ey.J.x" },
        ["KeysResult.users"] = new KeysResult { Keys = [new KeyState { Kind = "account", Purpose = "issues users", State = "InUse", Fingerprint = "SHA256:abc", Since = At, Users = 2 }] },
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_said_of_keys_is_written_as_it_was(string name)
    {
        var type = ContractsJson.Default.GetTypeInfo(Samples[name].GetType())!;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Samples[name], type);
        var file = Path.Combine(Folder, $"{name}.v1.keys.json");
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("KSE_GOLDEN") == "write")
            File.WriteAllBytes(Path.Combine(GoldenTests.SourceFolder(), $"{name}.v1.keys.json"), [.. bytes, (byte)'\n']);
        Assert.True(File.Exists(file), $"{name} has no golden file for keys: run once with KSE_GOLDEN=write and look at what it made");
        Assert.Equal(File.ReadAllText(file).TrimEnd('\n'), Encoding.UTF8.GetString(bytes));
        var read = (WireRecord)JsonSerializer.Deserialize(bytes, type)!;
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(read, type)));
    }

    [Fact]
    public void What_is_signed_begins_like_no_root_and_never_means_two_things()
    {
        var message = (RekeyMessage)Samples["RekeyMessage.switched"] with { Switched = null };
        byte[][] signed =
        [
            KeyHandOver.Signed(1, "UONE", "UTWO", At), UserRenewal.Signed("ey.J.x"), CertificateReply.Signed("PEM"), CertificateRequest.Signed("e", "k"), CaBundle.Signed(1, "PEM"), message.Signed(),
            (message with { Switched = true }).Signed(), CommandSeal.Answer("e", "r", []), CommandSeal.Refusal("e", "r", "", "no"), CommandSeal.Together(default), CommandSeal.Question("e", "who", "i", 1, []),
        ];
        Assert.Equal(signed.Length, signed.Select(bytes => Encoding.UTF8.GetString(bytes).Split('\n')[0]).Distinct().Count());
        Assert.All(signed, bytes => Assert.StartsWith("kse-", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal));
        Assert.Equal("kse-hub-key-1\n1\nUONE\nUTWO\n2026-03-01T12:30:15.2500000Z", Encoding.UTF8.GetString(signed[0]));
    }
}
