using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.TestKit.Memory;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>Secret values at an edge: opened just before they are applied, and told to nobody.</summary>
public sealed class SealedTests : IAsyncDisposable
{
    private const string Handle = SealedText.Prefix + "memory.AAAA";
    private const string Password = "correct-horse";
    private static readonly (ManifestEntry Entry, byte[] Content) Plain = Workload("ConfigMap", "web", "1");
    private static readonly (ManifestEntry Entry, byte[] Content) Db = With($$"""{"password":"{{Handle}}"}""");

    private readonly Site _site = new() { Opener = MemoryVariantSealer.Opener("device") };
    private readonly MemoryVariantSealer _keys = new();

    [Fact]
    public async Task Values_are_in_the_target_and_nowhere_in_the_store_and_come_back_without_a_hub()
    {
        await StartAsync(Key(Db));
        await _site.UntilAsync(_site.Reported, "applied");
        Assert.Contains(Password, There(), StringComparison.Ordinal);
        Assert.All(_site.Contents.Files.Values, bytes => Assert.DoesNotContain(Password, Encoding.UTF8.GetString(bytes), StringComparison.Ordinal));
        Assert.Equal(Db.Entry.Content, _site.Hub.Reports[Site.Policy("p")].Objects[Db.Entry.Key.ToString()].Content);

        await _site.StopAsync();
        _site.Target.Tamper(Db.Entry.Key, null);
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Target.Objects.ContainsKey(Db.Entry.Key), "restored");
        Assert.Contains(Password, There(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("altered")]
    [InlineData("another")]
    [InlineData("unwrapped")]
    [InlineData("missing")]
    [InlineData("moved")]
    public async Task What_does_not_open_is_told_and_the_last_good_stays_and_others_move_on(string how)
    {
        await StartAsync(Key(Db));
        await _site.UntilAsync(_site.Reported, "applied");
        var before = There();

        var next = With($$"""{"password":"{{Handle}}","size":2}""");
        var good = Key(next);
        var bad = how switch
        {
            "altered" => good with { Seal = Altered(next) },
            "another" => Key(next, values: $$"""{"{{Handle}}x":"other"}"""),
            "unwrapped" => good with { Wrapped = _keys.Wrap(Seal(next), "store-17", "another-device") },
            "moved" => good with { Wrapped = _keys.Wrap(Seal(next), "store-18", "device") },
            _ => null,
        };
        _site.Link.Push(Publish(next, bad, Workload("ConfigMap", "web", "2")));
        await _site.UntilAsync(() => Said(next) is { Reason: "SealBroken" }, "told");
        Assert.Equal(before, There());
        Assert.False(Said(next)!.Applied);
        await _site.UntilAsync(() => Encoding.UTF8.GetString(_site.Target.Objects[Plain.Entry.Key]).Contains("\"spec\":2", StringComparison.Ordinal), "others");

        // The hub sends what opens, and the object is as it should be.
        _site.Link.Push(Publish(next, good, Workload("ConfigMap", "web", "2")));
        await _site.UntilAsync(() => There().Contains("\"size\":2", StringComparison.Ordinal) && _site.Reported(), "mended");
    }

    [Fact]
    public async Task A_damaged_seal_is_fetched_again()
    {
        var key = Key(Db);
        await StartAsync(key);
        await _site.UntilAsync(_site.Reported, "applied");
        await _site.StopAsync();
        _site.Contents.Files[key.Seal] = [1, 2, 3];
        _site.Target.Tamper(Db.Entry.Key, null);
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Target.Objects.ContainsKey(Db.Entry.Key), "restored");
        Assert.True(_site.Contents.Files.ContainsKey(key.Seal));
    }

    [Fact]
    public async Task Seals_that_no_root_names_any_more_are_swept()
    {
        var key = Key(Db);
        await StartAsync(key);
        await _site.UntilAsync(_site.Reported, "applied");
        Assert.True(_site.Contents.Files.ContainsKey(key.Seal));
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", Plain)));
        await _site.UntilAsync(() => _site.Reported() && _site.Target.Objects.Count == 1, "gone");

        // The manifest that was good before is kept whole until the next one has come.
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", Plain)));
        await _site.UntilAsync(() => _site.Reported(), "the next root");
        Assert.False(_site.Contents.Files.ContainsKey(key.Seal));
    }

    [Fact]
    public async Task A_site_that_holds_changes_off_opens_what_it_had_over_edits_and_restarts()
    {
        await StartAsync(Key(Db));
        await _site.UntilAsync(_site.Reported, "applied");
        _site.Orders.Pause("operation", "ann", null);
        var next = With($$"""{"password":"{{Handle}}","size":2}""");
        _site.Link.Push(Publish(next, Key(next), Plain));
        await _site.UntilAsync(() => _site.Link.LastHeartbeat?.RootDigest == _site.Hub.RootDigest, "received");
        _site.Link.Push(Publish(next, Key(next), Workload("ConfigMap", "web", "2")));
        await _site.UntilAsync(() => _site.Link.LastHeartbeat?.RootDigest == _site.Hub.RootDigest, "received again");
        await _site.StopAsync();
        _site.Target.Tamper(Db.Entry.Key, null);
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Target.Objects.ContainsKey(Db.Entry.Key), "restored");
        Assert.Contains(Password, There(), StringComparison.Ordinal);
        Assert.DoesNotContain("size", There(), StringComparison.Ordinal);
        _site.Orders.Resume("ann");
        await _site.UntilAsync(() => There().Contains("\"size\":2", StringComparison.Ordinal), "resumed");
    }

    [Fact]
    public async Task Nothing_that_the_target_tells_holds_a_value()
    {
        _site.Target.Live = true;
        _site.Target.SetStatus(Db.Entry.Key, $$"""{"url":"db://root:{{Password}}@db","conditions":[{"type":"Ready","status":"False","reason":"R","message":"{{Password}} is weak"}]}""");
        _site.Target.SetStatus(Plain.Entry.Key, $$"""{"seen":"{{Password}}"}""");
        _site.Target.Events[Db.Entry.Key] = [new ReportEvent("Pod/db-0", "BackOff", $"exec {Password} failed", 1)];
        _site.Target.Fields = _ => [new DriftedField($"spec.password[\"{Password}\"]", "someone")];
        await StartAsync(Key(Db));
        await _site.UntilAsync(() => Said(Db) is { Status: not null, Conditions: not null } && Said(Plain) is { Status: not null }, "told");
        Assert.Equal("db://root:(sealed)@db", Said(Db)!.Status!.Value.GetProperty("url").GetString());
        Assert.Equal("(sealed) is weak", Said(Db)!.Conditions![0].Message);
        Assert.Equal("(sealed)", Said(Plain)!.Status!.Value.GetProperty("seen").GetString());

        // What the target refuses quotes the value, as base64 too.
        _site.Target.Refuse = (step, key) => step == nameof(ITarget.ApplyAsync) && key == Db.Entry.Key
            ? new TargetOutcome(TargetOutcomeKind.Stalled, false, "Invalid", $"Invalid value: \"{Password}\", {Convert.ToBase64String(Encoding.UTF8.GetBytes(Password))}") : null;
        _site.Target.Tamper(Db.Entry.Key, "{}"u8.ToArray());
        await _site.UntilAsync(() => Said(Db) is { Reason: "Invalid" }, "refused");
        Assert.Equal("Invalid value: \"(sealed)\", (sealed)", Said(Db)!.Message);
        Assert.All(_site.Outbox.Items.Values, item => Assert.DoesNotContain(Password, System.Text.Json.JsonSerializer.Serialize(item.Newest), StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static (ManifestEntry Entry, byte[] Content) With(string spec)
    {
        var made = Workload("Database", "db", spec);
        return (made.Entry with { Sealed = true }, made.Content);
    }

    private static VariantSeal Seal((ManifestEntry Entry, byte[] Content) item) => new("default", item.Entry.Key, item.Entry.Content, "AAAAAAAAAAAAAAAAAAAAAA");

    private DataKey Key((ManifestEntry Entry, byte[] Content) item, string? values = null)
    {
        var seal = Seal(item);
        var bytes = _keys.Seal(seal, Encoding.UTF8.GetBytes(values ?? $$"""{"{{Handle}}":"{{Password}}"}"""));
        return new DataKey(seal.KeyId, _site.Hub.Store(bytes), _keys.Wrap(seal, "store-17", "device"));
    }

    private Digest Altered((ManifestEntry Entry, byte[] Content) item)
    {
        var bytes = _keys.Seal(Seal(item), Encoding.UTF8.GetBytes($$"""{"{{Handle}}":"{{Password}}"}"""));
        bytes[3] ^= 1;
        return _site.Hub.Store(bytes);
    }

    private byte[] Publish((ManifestEntry Entry, byte[] Content) item, DataKey? key, (ManifestEntry Entry, byte[] Content) other) => _site.Hub.Publish(
        root => key is null ? root : root with { DataKeys = new(StringComparer.Ordinal) { [item.Entry.Content.ToString()] = key.ToString() }, ExchangeKey = _keys.ExchangeKey, WrappedFor = "device" },
        _site.Hub.Manifest("p", item, other));

    private async Task StartAsync(DataKey key)
    {
        Publish(Db, key, Plain);
        await _site.StartAsync();
    }

    private string There() => Encoding.UTF8.GetString(_site.Target.Objects[Db.Entry.Key]);

    private ReportObject? Said((ManifestEntry Entry, byte[] Content) item) =>
        _site.Hub.Reports.GetValueOrDefault(Site.Policy("p"))?.Objects.GetValueOrDefault(item.Entry.Key.ToString()) is { } said && (said.Content == item.Entry.Content || item == Plain) ? said : null;
}
