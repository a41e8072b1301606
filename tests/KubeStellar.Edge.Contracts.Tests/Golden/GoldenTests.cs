using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Contracts.Tests.Golden;

/// <summary>
/// The bytes of every record of the wire, one file a record and version. A file is never changed: a new version of a record adds one, and the old one stays readable.
/// KSE_GOLDEN=write makes files that are missing.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "Data");

    public static TheoryData<string> Records => [.. Samples.All.Select(sample => sample.GetType().Name)];

    public static TheoryData<string> Files => [.. Directory.CreateDirectory(Folder).EnumerateFiles("*.json").Select(file => file.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Records))]
    public void What_is_written_is_what_version_1_wrote(string name)
    {
        var sample = Samples.All.Single(one => one.GetType().Name == name);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(sample, TypeOf(name));
        var file = Path.Combine(Folder, $"{name}.v1.json");
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("KSE_GOLDEN") == "write")
            File.WriteAllBytes(Path.Combine(SourceFolder(), $"{name}.v1.json"), [.. bytes, (byte)'\n']);
        Assert.True(File.Exists(file), $"{name} has no golden file: run once with KSE_GOLDEN=write and look at what it made");
        Assert.Equal(Encoding.UTF8.GetString(Read(file)), Encoding.UTF8.GetString(bytes));
    }

    [Fact]
    public void Labels_of_a_heartbeats_answer_are_there_none_or_not_said()
    {
        var told = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "HeartbeatReply.v1.labels.json")), ContractsJson.Default.HeartbeatReply)!;
        Assert.Equal("large", told.Labels!["size"]);
        Assert.Null(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "HeartbeatReply.v1.json")), ContractsJson.Default.HeartbeatReply)!.Labels);
        Assert.Empty(JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(told with { Labels = [] }, ContractsJson.Default.HeartbeatReply), ContractsJson.Default.HeartbeatReply)!.Labels!);
    }

    [Fact]
    public void An_edge_is_known_unknown_or_not_spoken_of()
    {
        Assert.False(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "HeartbeatReply.v1.removed.json")), ContractsJson.Default.HeartbeatReply)!.Known);
        Assert.Null(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "HeartbeatReply.v1.labels.json")), ContractsJson.Default.HeartbeatReply)!.Known);
    }

    [Fact]
    public void A_decision_tells_what_came_of_edges_that_no_case_stands_for()
    {
        var told = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "DecisionRecord.v1.rest.json")), ContractsJson.Default.DecisionRecord)!;
        Assert.Equal([(DecisionOutcome.Placed, 2, "enough memory"), (DecisionOutcome.NotPlaced, 1, "")], told.Rest!.Select(one => (one.Outcome, one.Edges, one.Reason)));
        Assert.Null(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "DecisionRecord.v1.json")), ContractsJson.Default.DecisionRecord)!.Rest);
    }

    [Fact]
    public void A_manifest_says_what_waits_for_what_and_whose_health_the_policy_judges()
    {
        var told = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ManifestRecord.v1.order.json")), ContractsJson.Default.ManifestRecord)!;
        Assert.Equal(["platform"], told.DependsOn!);
        Assert.Equal(["Cart", "Store"], told.Judges!);
        Assert.Equal([new ObjectKey("", "ConfigMap", "shop", "settings"), new ObjectKey("apps", "StatefulSet", "shop", "db")], told.Objects[1].DependsOn!);
        Assert.True(told is { NeedsBundle: true, Reduces: false });
        var old = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ManifestRecord.v1.json")), ContractsJson.Default.ManifestRecord)!;
        Assert.Equal((null, null, null), (old.DependsOn, old.Judges, old.Objects[0].DependsOn));
    }

    [Fact]
    public void A_manifest_says_what_is_carried_up_and_a_heartbeats_answer_what_is_wanted_of_it()
    {
        var told = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ManifestRecord.v1.upsync.json")), ContractsJson.Default.ManifestRecord)!.Upsync!;
        Assert.Equal([("sensors.example.com", "Measurement"), ("", "ConfigMap")], told[0].KindPairs());
        Assert.Equal(["shop"], told[0].Namespaces!);
        Assert.Equal(["fridge"], told[0].Names!);
        Assert.Equal("temperature", told[0].Labels!["quantity"]);
        Assert.Equal((null, null, null), (told[1].Namespaces, told[1].Names, told[1].Labels));
        Assert.Null(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ManifestRecord.v1.json")), ContractsJson.Default.ManifestRecord)!.Upsync);
        var preview = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "PreviewResult.v1.upsync.json")), ContractsJson.Default.PreviewResult)!;
        Assert.Equal(["default.telemetry carries up Measurement.sensors.example.com in shop"], preview.Carries!);
        Assert.Equal(Read(Path.Combine(Folder, "PreviewResult.v1.upsync.json")), JsonSerializer.SerializeToUtf8Bytes(preview, ContractsJson.Default.PreviewResult));
        Assert.Null(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "PreviewResult.v1.json")), ContractsJson.Default.PreviewResult)!.Carries);
        Assert.Equal(["default.telemetry"], JsonSerializer.Deserialize(Read(Path.Combine(Folder, "HeartbeatReply.v1.upsync.json")), ContractsJson.Default.HeartbeatReply)!.Upsync!);
        Assert.Null(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "HeartbeatReply.v1.json")), ContractsJson.Default.HeartbeatReply)!.Upsync);
    }

    [Fact]
    public void A_manifest_says_how_an_object_is_applied_and_a_report_why_it_is_stuck()
    {
        var told = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ManifestRecord.v1.rules.json")), ContractsJson.Default.ManifestRecord)!.Objects[0].Rules!;
        Assert.True(told is { Adopt: true, Force: false, Recreate: true, Propagation: Propagation.Foreground, Status: StatusScope.Paths });
        Assert.Equal(["readyReplicas"], told.StatusPaths!);
        Assert.Equal([new DriftRule("spec.replicas", DriftMode.Ignore)], told.DriftAt!);
        Assert.Equal(told, told with { DriftAt = new List<DriftRule>(told.DriftAt!) });
        Assert.NotEqual(told, told with { StatusPaths = null });
        Assert.Null(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ManifestRecord.v1.json")), ContractsJson.Default.ManifestRecord)!.Objects[0].Rules);
        var report = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ReportRecord.v1.events.json")), ContractsJson.Default.ReportRecord)!;
        Assert.Equal(("Pod/web-7d4b9c-x2x1q", "ImagePullBackOff", 3), report.Objects.Single().Value.Events!.Select(one => (one.On, one.Reason, one.Count)).Single());
    }

    [Fact]
    public void A_manifest_says_what_the_site_decides()
    {
        var told = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ManifestRecord.v1.site.json")), ContractsJson.Default.ManifestRecord)!.Site!;
        Assert.Equal((600_000, "22:00", "04:00", "Europe/Berlin"), (told.RollbackAfter, told.Windows![0].From, told.Windows[0].To, told.Windows[0].Zone));
        Assert.Null(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ManifestRecord.v1.json")), ContractsJson.Default.ManifestRecord)!.Site);
    }

    [Fact]
    public void A_manifest_says_how_much_is_kept_and_a_report_when_it_came()
    {
        var told = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ManifestRecord.v1.keep.json")), ContractsJson.Default.ManifestRecord)!;
        Assert.Equal((StatusKeep.Changes, StatusWriteBack.Singleton), (told.Keep, told.WriteBack));
        var old = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ManifestRecord.v1.json")), ContractsJson.Default.ManifestRecord)!;
        Assert.Equal((null, null), (old.Keep, old.WriteBack));
        var report = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ReportRecord.v1.arrived.json")), ContractsJson.Default.ReportRecord)!;
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), report.Objects.Single().Value.ArrivedAt);
        Assert.Null(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "ReportRecord.v1.json")), ContractsJson.Default.ReportRecord)!.Objects.Single().Value.ArrivedAt);
        var query = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "GetQuery.v1.status.json")), ContractsJson.Default.GetQuery)!;
        Assert.Equal((true, "!ready", true), (query.Each, query.Where, query.Live));
    }

    [Fact]
    public void Entries_with_the_same_dependencies_are_equal()
    {
        var key = new ObjectKey("", "ConfigMap", "shop", "a");
        var entry = new ManifestEntry(key, Digest.Of("1"u8));
        Assert.Equal(entry, entry with { DependsOn = [] });
        Assert.Equal(entry with { DependsOn = [key] }, entry with { DependsOn = new List<ObjectKey> { key } });
        Assert.Equal((entry with { DependsOn = [key] }).GetHashCode(), (entry with { DependsOn = new List<ObjectKey> { key } }).GetHashCode());
        Assert.NotEqual(entry with { DependsOn = [key] }, entry with { DependsOn = [key with { Name = "b" }] });
        Assert.NotEqual(entry, entry with { Prune = false });
    }

    [Fact]
    public void A_bundle_carries_the_values_of_its_parameters_digit_by_digit()
    {
        var told = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "PolicyBundle.v1.parameters.json")), ContractsJson.Default.PolicyBundle)!;
        Assert.Equal(["ratio=1.10", "region=\"eu\"", "threshold=3"], told.Parameters!.Select(item => $"{item.Key}={item.Value.GetRawText()}"));
        Assert.Null(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "PolicyBundle.v1.json")), ContractsJson.Default.PolicyBundle)!.Parameters);
    }

    [Fact]
    public void A_record_says_which_source_brought_it()
    {
        Assert.Equal("dir:/srv/apps", JsonSerializer.Deserialize(Read(Path.Combine(Folder, "WorkloadRecord.v1.source.json")), ContractsJson.Default.WorkloadRecord)!.Source);
        Assert.Equal("dir:/srv/apps", JsonSerializer.Deserialize(Read(Path.Combine(Folder, "PolicyRecord.v1.source.json")), ContractsJson.Default.PolicyRecord)!.Source);
        Assert.Equal("dir:/srv/apps", JsonSerializer.Deserialize(Read(Path.Combine(Folder, "LibraryRecord.v1.source.json")), ContractsJson.Default.LibraryRecord)!.Source);
        Assert.Null(JsonSerializer.Deserialize(Read(Path.Combine(Folder, "WorkloadRecord.v1.json")), ContractsJson.Default.WorkloadRecord)!.Source);
    }

    [Fact]
    public void A_rollout_says_how_far_it_is_and_what_people_asked_for()
    {
        var file = Path.Combine(Folder, "RolloutRecord.v1.progress.json");
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Samples.Rolling, ContractsJson.Default.RolloutRecord);
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("KSE_GOLDEN") == "write")
            File.WriteAllBytes(Path.Combine(SourceFolder(), "RolloutRecord.v1.progress.json"), [.. bytes, (byte)'\n']);
        Assert.Equal(Encoding.UTF8.GetString(Read(file)), Encoding.UTF8.GetString(bytes));
        var told = JsonSerializer.Deserialize(Read(file), ContractsJson.Default.RolloutRecord)!;
        Assert.Equal(Samples.Rolling.Releases.Select(one => (one with { Manifests = new() }).ToString()), told.Releases.Select(one => (one with { Manifests = new() }).ToString()));
        Assert.Equal((Samples.Rolling.Paused, Samples.Rolling.Pin), (told.Paused, told.Pin));
        Assert.Equal(Samples.Rolling.Progress!.Waves[0].Totals, told.Progress!.Waves[0].Totals);
        Assert.Equal(("", WavePhase.Waiting, 0), (told.Progress.Waves[1].Verdict, told.Progress.Waves[1].Phase, told.Progress.Waves[1].Approvals.Count));
    }

    [Fact]
    public void A_release_of_an_older_hub_is_complete_and_has_no_plan()
    {
        var old = JsonSerializer.Deserialize(Read(Path.Combine(Folder, "RolloutRecord.v1.json")), ContractsJson.Default.RolloutRecord)!;
        Assert.Equal((null, null, null), (old.Progress, old.Paused, old.Pin));
        var release = Assert.Single(old.Releases);
        Assert.Equal((RolloutPhase.Complete, "", true, true, null), (release.Phase, release.Message, release.Plan.IsZero, release.Inputs.IsZero, release.EndedAt));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Old_bytes_are_read_and_written_back_the_same(string file)
    {
        var bytes = Read(Path.Combine(Folder, file));
        var type = TypeOf(file.Split('.')[0]);
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(bytes, type), type)));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Members_of_newer_versions_survive(string file)
    {
        var type = TypeOf(file.Split('.')[0]);
        if (!type.Type.IsAssignableTo(typeof(WireRecord)))
            return;
        var node = JsonNode.Parse(Read(Path.Combine(Folder, file)))!.AsObject();
        node["v"] = 2;
        node["zNew"] = JsonNode.Parse("""{"deep":[18446744073709551615,1.10,null]}""");
        var newer = Encoding.UTF8.GetBytes(node.ToJsonString());
        var record = (WireRecord)JsonSerializer.Deserialize(newer, type)!;
        Assert.Equal(2, record.SchemaVersion);
        var back = JsonSerializer.Serialize(record, type);
        Assert.Contains("\"zNew\":{\"deep\":[18446744073709551615,1.10,null]}", back, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(node, JsonNode.Parse(back)));
    }

    [Fact]
    public void Every_record_of_the_wire_has_a_sample()
    {
        // Roots of the JSON registry; what stands within them is in their files.
        var records = typeof(ContractsJson).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(WireRecord))).Select(type => type.Name);
        Assert.Empty(records.Except(Samples.All.Select(sample => sample.GetType().Name)));
    }

    [Fact]
    public void A_frame_of_contents_keeps_its_bytes()
    {
        var content = "{}"u8.ToArray();
        var frame = new ContentFrame
        {
            Root = "{\"root\":1}"u8.ToArray(),
            Parts = [new ContentFramePart(Digest.Of(content), content)],
            More = [Digest.Of("more"u8)],
            Missing = [Digest.Of("missing"u8)],
            Denied = [Digest.Of("denied"u8)],
        };
        var file = Path.Combine(Folder, "..", "ContentFrame.v1.bin");
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("KSE_GOLDEN") == "write")
            File.WriteAllBytes(Path.Combine(SourceFolder(), "..", "ContentFrame.v1.bin"), frame.Encode());
        Assert.Equal(File.ReadAllBytes(file), frame.Encode());
        Assert.Equal(File.ReadAllBytes(file), ContentFrame.Decode(File.ReadAllBytes(file)).Encode());
    }

    private static JsonTypeInfo TypeOf(string name)
    {
        var type = Samples.All.Select(sample => sample.GetType()).Single(one => one.Name == name);
        return ContractsJson.Default.GetTypeInfo(type) ?? throw new InvalidOperationException($"{name} is not in ContractsJson");
    }

    private static byte[] Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        return bytes[^1] == (byte)'\n' ? bytes[..^1] : bytes;
    }

    internal static string SourceFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!folder.EnumerateFiles("*.sln").Any())
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "tests", "KubeStellar.Edge.Contracts.Tests", "Golden", "Data");
    }
}
