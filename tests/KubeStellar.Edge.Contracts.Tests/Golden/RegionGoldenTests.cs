using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Contracts.Tests.Golden;

/// <summary>What records say of regions, in files of their own: the first files of each record stay what they were, and an ordinary edge's say nothing of it.</summary>
public sealed class RegionGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "Data");
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero);
    private static readonly Digest One = Digest.Of("1"u8);
    private static readonly PolicyKey Policy = new("default", "storefront");
    private static readonly RegionRights Rights = new() { Own = ["local"], Override = ["default/storefront"] };
    private static readonly RolloutGrant Grant = new() { Rules = 2, Counts = new() { ["1"] = 3 } };

    private static readonly Dictionary<string, WireRecord> Samples = new(StringComparer.Ordinal)
    {
        ["EdgeRecord"] = new EdgeRecord { Id = "eu", Identity = new EdgeIdentity("UABC", "eHk", "t1", At), Region = new RegionRecord("AEU", Rights) },
        ["ManifestRecord"] = new ManifestRecord
        {
            Policy = Policy, Bundle = One, Region = new RegionManifest(7),
            Objects = [new ManifestEntry(new ObjectKey("apps", "Deployment", "shop", "web"), One) { Quota = 12 }],
        },
        ["RootRecord"] = new RootRecord
        {
            Edge = "eu", Epoch = 2, Revision = 99,
            Policies =
            [
                new RootEntry(Policy, One) { Grant = Grant }, new RootEntry(new("default", "tools"), One) { Grant = new() { Back = true } },
                new RootEntry(new("default", "web"), One) { Grant = new() { Rules = 1, Stop = true } },
            ],
        },
        ["RolloutPlanRecord"] = new RolloutPlanRecord
        {
            Policy = Policy, Number = 12, Waves = [["a"]], Counts = new() { [""] = new() { ["0"] = 2 }, ["eu"] = new() { ["0"] = 1 } },
            From = new() { [""] = ["a", "eu"] }, To = new() { [One.ToString()] = ["a", "eu"] },
        },
        ["TokenRecord"] = new TokenRecord { Id = "t1", PublicKey = "UJOIN", Region = Rights },
        ["TokenRequest"] = new TokenRequest { Region = Rights },
        ["EdgeEditRequest"] = new EdgeEditRequest { Edge = "eu", Rights = Rights },
        ["JoinRequest"] = new JoinRequest { Edge = "eu", PublicKey = "UABC", ExchangeKey = "eHk", Proof = "cHJvb2Y=", Hub = "AEU" },
        ["JoinReply"] = new JoinReply { Jwt = "ey.J.x", HubKey = "AHUB", Lineage = ["AHUB", "ATOP"] },
        ["HeartbeatReply"] = new HeartbeatReply { At = At, Known = true, Lineage = ["AHUB", "ATOP"], Rights = Rights },
        ["WorkloadRecord"] = new WorkloadRecord
        {
            Workspace = "default", Key = new ObjectKey("apps", "Deployment", "shop", "web"), Generation = 3, Digest = One, AppliedAt = At, Quota = 12, Overrides = Digest.Of("2"u8),
        },
        ["PartialRecord"] = new PartialRecord
        {
            Edge = "eu", Policy = Policy, Bundle = One, Sequence = 42,
            Rollout = new RegionRollout
            {
                Manifest = One, Grant = Grant, Phase = RolloutPhase.Progressing, Reason = "Failures", Message = "2 edges failed",
                Waves = [new RegionWave(0, new WaveTotals { All = 3, Members = 3, Released = 3, Ready = 1, Failed = 2 })],
            },
            Fleet = FleetPartial.Empty with { Totals = new Totals { Desired = 3, Ready = 1, Failed = 2 } },
        },
        ["PartialRecord.fleet"] = new PartialRecord
        {
            Edge = "eu", Policy = Policy, Bundle = One, Sequence = 43,
            Fleet = new FleetPartial
            {
                Totals = new Totals { Desired = 9, Ready = 6 }, Groups = [new GroupTotals("region", "eu", new Totals { Desired = 9 })], Waves = [new WaveShare(1, "10%", new Totals { Desired = 1 })],
                Failures = [new EdgeFailure("store-17", "apps.Deployment.shop.web: Unhealthy")],
                Bundles =
                [
                    new BundleShare
                    {
                        Bundle = One, Reduces = true, Wanted = 9, Reporting = 7, Absent = 2, Waiting = 1, Oldest = At, Missing = ["store-18", "store-19"], Value = JsonElement.Parse("""{"ready":6}"""),
                    },
                    new BundleShare { Bundle = Digest.Of("2"u8), Reduces = true, Reporting = 1, Error = "Threw: x is undefined (storefront.js:3:7)" },
                ],
            },
        },
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_said_of_regions_is_written_as_it_was(string name)
    {
        var type = ContractsJson.Default.GetTypeInfo(Samples[name].GetType())!;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Samples[name], type);
        var file = Path.Combine(Folder, $"{name}.v1.region.json");
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("KSE_GOLDEN") == "write")
            File.WriteAllBytes(Path.Combine(GoldenTests.SourceFolder(), $"{name}.v1.region.json"), [.. bytes, (byte)'\n']);
        Assert.True(File.Exists(file), $"{name} has no golden file for regions: run once with KSE_GOLDEN=write and look at what it made");
        Assert.Equal(File.ReadAllText(file).TrimEnd('\n'), Encoding.UTF8.GetString(bytes));
        var read = (WireRecord)JsonSerializer.Deserialize(bytes, type)!;
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(read, type)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_ordinary_edges_record_says_nothing_of_regions(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, $"{name.Split('.')[0]}.v1.json"));
        var read = JsonSerializer.Deserialize(text, (JsonTypeInfo)ContractsJson.Default.GetTypeInfo(Samples[name].GetType())!)!;
        foreach (var word in new[] { "\"region\"", "\"grant\"", "\"quota\"", "\"hub\"", "\"lineage\"", "\"rights\"", "\"rollout\"", "\"overrides\"", "\"fleet\"" })
            Assert.DoesNotContain(word, JsonSerializer.Serialize(read, ContractsJson.Default.GetTypeInfo(Samples[name].GetType())!));
    }

    [Fact]
    public void Grants_are_equal_when_they_say_the_same()
    {
        Assert.Equal(Grant, Grant with { Counts = new() { ["1"] = 3 } });
        Assert.NotEqual(Grant, Grant with { Counts = new() { ["1"] = 4 } });
        Assert.NotEqual(RolloutGrant.None, new RolloutGrant());
        Assert.Equal(Rights, new RegionRights { Own = ["local"], Override = ["default/storefront"] });
    }
}
