using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Contracts.Tests.Golden;

/// <summary>What heartbeats and their answers say of the hub's CA, in files of their own.</summary>
public sealed class CaGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "Data");
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero);

    private static readonly Dictionary<string, WireRecord> Samples = new(StringComparer.Ordinal)
    {
        ["HeartbeatMessage"] = new HeartbeatMessage { Edge = "store-17", At = At, CaSerial = 0 },
        ["HeartbeatReply"] = new HeartbeatReply { At = At, Known = true, Ca = new CaBundle(1772368215, "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n", "c2ln") },
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_said_of_the_CA_is_written_as_it_was(string name)
    {
        var type = ContractsJson.Default.GetTypeInfo(Samples[name].GetType())!;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Samples[name], type);
        var file = Path.Combine(Folder, $"{name}.v1.ca.json");
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("KSE_GOLDEN") == "write")
            File.WriteAllBytes(Path.Combine(GoldenTests.SourceFolder(), $"{name}.v1.ca.json"), [.. bytes, (byte)'\n']);
        Assert.True(File.Exists(file), $"{name} has no golden file for CAs: run once with KSE_GOLDEN=write and look at what it made");
        Assert.Equal(File.ReadAllText(file).TrimEnd('\n'), Encoding.UTF8.GetString(bytes));
        Assert.DoesNotContain("\"ca", File.ReadAllText(Path.Combine(Folder, $"{name}.v1.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_signed_begins_like_no_root() => Assert.Equal("kse-ca-1\n7\nPEM", Encoding.UTF8.GetString(CaBundle.Signed(7, "PEM")));
}
