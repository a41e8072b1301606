using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Contracts.Tests.Golden;

/// <summary>What is said of devices that wait, succeed one another or are held, in files of its own: records without it are as they were.</summary>
public sealed class AdmissionGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "Data");
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero);

    private static readonly Dictionary<string, WireRecord> Samples = new(StringComparer.Ordinal)
    {
        ["EdgeRecord"] = new EdgeRecord { Id = "store-17", Identity = new EdgeIdentity("UABC", "eHk", "t1", At), Hold = new EdgeHold("Cloned", "its disk was copied", At) },
        ["TokenRecord"] = new TokenRecord { Id = "t1", PublicKey = "UJOIN", Approve = true, Replaces = "store-17" },
        ["TokenRequest"] = new TokenRequest { Approve = true, Replaces = "store-17", Delete = "t1" },
        ["EdgeEditRequest"] = new EdgeEditRequest { Edge = "store-17", Revoke = "stolen", Key = "UABC", Approve = true, Deny = "no", Fingerprint = "7K3M-Q9TF", Release = "one is left" },
        ["JoinRequest"] = new JoinRequest { Edge = "store-17", PublicKey = "UABC", ExchangeKey = "eHk", Proof = "cHJvb2Y=", Replace = true },
        ["JoinReply"] = new JoinReply { Refused = "wait", HubKey = "AHUB", Waits = new JoinWait("7K3M-Q9TF", "a person has to approve this device", At, 2000) },
        ["HeartbeatReply"] = new HeartbeatReply { At = At, Known = true, Held = "its disk was copied" },
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_said_of_admissions_is_written_as_it_was(string name)
    {
        var type = ContractsJson.Default.GetTypeInfo(Samples[name].GetType())!;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Samples[name], type);
        var file = Path.Combine(Folder, $"{name}.v1.admission.json");
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("KSE_GOLDEN") == "write")
            File.WriteAllBytes(Path.Combine(GoldenTests.SourceFolder(), $"{name}.v1.admission.json"), [.. bytes, (byte)'\n']);
        Assert.True(File.Exists(file), $"{name} has no golden file for admissions: run once with KSE_GOLDEN=write and look at what it made");
        Assert.Equal(File.ReadAllText(file).TrimEnd('\n'), Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void A_successor_signs_another_text_than_a_device_that_is_new()
    {
        Assert.Equal("kse-join-1\nt1\nstore-17\neHk", Encoding.UTF8.GetString(JoinProof.Message("t1", "store-17", "eHk", replace: false)));
        Assert.Equal("kse-join-1\nt1\nstore-17\neHk\nreplace", Encoding.UTF8.GetString(JoinProof.Message("t1", "store-17", "eHk", replace: true)));
    }

    [Fact]
    public void Fingerprints_never_change()
    {
        Assert.Equal("2XRF-NNP7-61HJ-H10T-XNJP", DeviceFingerprint.Of("UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"));
    }
}
