using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.Edge.Local;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.TestKit.Memory.Edge;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge;

public sealed class EdgeFlowTests : IAsyncDisposable
{
    private readonly Site _site = new();

    private static readonly (ManifestEntry, byte[])[] Shop =
    [
        Object("Deployment", "web", "1"), Object("ConfigMap", "settings", "1"), Object("Namespace", "shop", "1"), Object("CustomResourceDefinition", "carts", "1"),
        Object("ClusterRole", "reader", "1"),
    ];

    [Fact]
    public async Task A_root_is_fetched_applied_in_order_and_reported()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Has(Shop) && _site.Reported(), "applied and reported");
        Assert.Equal(
            ["intend 5", "apply _.Namespace._.shop", "apply _.CustomResourceDefinition._.carts", "apply _.ClusterRole._.reader", "apply _.ConfigMap.shop.settings", "apply _.Deployment.shop.web"],
            _site.Target.Steps);
        Assert.All(_site.Hub.Reports[Site.Policy("shop")].Objects.Values, item => Assert.True(item is { ObservedAfterApply: true, Health: Health.Current }));
        Assert.Equal([Site.Policy("shop")], _site.Roots.ReadLastGood().Keys);
        Assert.NotNull(_site.Link.Facts);
    }

    [Fact]
    public async Task Pushed_roots_are_followed_and_what_is_no_longer_named_goes()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop), _site.Hub.Manifest("other", Object("ConfigMap", "other", "1")));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first root");
        var left = new[] { Shop[2], Object("ConfigMap", "settings", "2") };
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", left)));
        await _site.UntilAsync(() => _site.Has(left) && _site.Reported() && _site.Outbox.Items.Count == 1, "second root");
        Assert.Equal(left.Length, _site.Inventory.Lines!.Count);
        Assert.True(_site.Hub.Reports[Site.Policy("other")] is { Manifest.IsZero: true, Objects.Count: 0 });

        // Current and last good trees are pinned; with the next root the tree before the last good one is gone.
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", left)));
        await _site.UntilAsync(_site.Reported, "third root");
        Assert.Equal(3, _site.Contents.Files.Count);
    }

    [Fact]
    public async Task An_object_that_moves_to_another_policy_stays()
    {
        _site.Hub.Publish(_site.Hub.Manifest("a", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first root");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("b", Shop)));
        await _site.UntilAsync(() => _site.Reported() && _site.Outbox.Items.Count == 1, "second root");
        Assert.DoesNotContain(_site.Target.Steps, step => step.StartsWith("remove", StringComparison.Ordinal));
        Assert.All(_site.Inventory.Lines!, line => Assert.Equal(Site.Policy("b"), line.Policy));
    }

    [Fact]
    public async Task Drift_is_corrected_online_and_offline()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        _site.Target.Tamper(Shop[0].Item1.Key, "changed"u8.ToArray());
        await _site.UntilAsync(() => _site.Has(Shop), "changed object restored");
        _site.Link.Cut();
        _site.Target.Tamper(Shop[0].Item1.Key, null);
        await _site.UntilAsync(() => _site.Has(Shop), "removed object restored");
        await _site.StopAsync();
        _site.Target.Tamper(Shop[1].Item1.Key, null);
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Has(Shop), "restored by a restarted edge with no network");
    }

    [Fact]
    public async Task Modes_of_drift_creation_and_pruning_are_honoured()
    {
        var told = Object("ConfigMap", "told", "1", entry => entry with { Drift = DriftMode.Report });
        var ignored = Object("ConfigMap", "ignored", "1", entry => entry with { Drift = DriftMode.Ignore });
        var once = Object("ConfigMap", "once", "1", entry => entry with { CreateOnly = true });
        var kept = Object("ConfigMap", "kept", "1", entry => entry with { Prune = false });
        _site.Hub.Publish(_site.Hub.Manifest("p", told, ignored, once, kept));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        var changed = "changed"u8.ToArray();
        _site.Target.Tamper(told.Entry.Key, changed);
        _site.Target.Tamper(ignored.Entry.Key, changed);
        _site.Target.Tamper(once.Entry.Key, changed);
        await _site.UntilAsync(() => _site.Hub.Reports[Site.Policy("p")].Objects[told.Entry.Key.ToString()].Reason == "Drifted", "drift reported");
        var newer = Object("ConfigMap", "once", "2", entry => entry with { CreateOnly = true });
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", told, ignored, newer)));
        await _site.UntilAsync(_site.Reported, "second root");
        Assert.Equal([changed, changed, changed], new[] { told, ignored, once }.Select(item => _site.Target.Objects[item.Entry.Key]));
        Assert.True(_site.Target.Objects.ContainsKey(kept.Entry.Key));
        Assert.DoesNotContain(_site.Inventory.Lines!, line => line.Key == kept.Entry.Key);
    }

    [Fact]
    public async Task One_bad_object_blocks_nobody_and_heals()
    {
        var bad = true;
        _site.Target.Refuse = (step, key) => bad && step == nameof(ITarget.ApplyAsync) && key == Shop[2].Item1.Key
            ? new TargetOutcome(TargetOutcomeKind.Stalled, false, "Forbidden", "not here") : null;
        _site.Hub.Publish(_site.Hub.Manifest("old", Object("ConfigMap", "old", "1")));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first root");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Shop)));
        await _site.UntilAsync(() => _site.Has(Shop.Where((_, i) => i != 2)), "the others applied, the old one gone");
        await _site.UntilAsync(() => _site.Hub.Reports.TryGetValue(Site.Policy("shop"), out var report) && report.Objects[Shop[2].Item1.Key.ToString()].Reason == "Forbidden", "reported");
        bad = false;
        await _site.UntilAsync(() => _site.Has(Shop) && _site.Reported(), "healed");
    }

    [Fact]
    public async Task Late_and_doubled_roots_change_nothing_and_lower_ones_are_refused()
    {
        var first = _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first");
        var fewer = Shop[..2];
        var second = _site.Hub.Publish(_site.Hub.Manifest("shop", fewer));
        _site.Link.Push(second);
        _site.Link.Push(second);
        await _site.UntilAsync(_site.Reported, "second");
        _site.Link.Push(first);
        await _site.UntilAsync(() => _site.Conditions.Contains("RootRefused"), "refused");
        _site.Link.Push([]);
        _site.Link.Push("null"u8.ToArray());
        _site.Link.Push("{\"root\":{}}"u8.ToArray());
        await _site.PassAsync(TimeSpan.FromSeconds(2));
        Assert.True(_site.Has(fewer));
        Assert.Equal(2, _site.Flow.Status.Revision);
    }

    [Fact]
    public async Task A_lost_push_is_noticed_at_the_next_heartbeat()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first");
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop[..3]));
        await _site.UntilAsync(() => _site.Has(Shop[..3]) && _site.Reported(), "second, without a push");
    }

    [Fact]
    public async Task It_skips_to_the_newest_root()
    {
        await _site.StartAsync();
        var gate = new TaskCompletionSource();
        _site.Link.Hold = gate.Task;
        var skipped = Object("ConfigMap", "skipped", "1");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", skipped)));
        await _site.UntilAsync(() => _site.Link.Gets > 1, "asked for contents");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Shop)));
        await _site.PassAsync(TimeSpan.FromSeconds(1));
        gate.SetResult();
        await _site.UntilAsync(_site.Reported, "the newest");
        Assert.DoesNotContain(_site.Target.Steps, step => step.Contains("skipped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_root_is_received_whole_or_not_at_all()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first");
        var next = new[] { Object("ConfigMap", "new", "1"), Object("ConfigMap", "late", "1") };
        var payload = _site.Hub.Publish(_site.Hub.Manifest("shop", next));
        var late = Digest.Of(next[1].Content);
        _site.Hub.Stored[late] = "tampered"u8.ToArray();
        _site.Link.Push(payload);
        await _site.UntilAsync(() => _site.Conditions.Contains("RootIncomplete"), "incomplete");
        Assert.True(_site.Has(Shop));
        _site.Hub.Stored[late] = next[1].Content;
        await _site.UntilAsync(() => _site.Has(next) && _site.Reported(), "whole");
    }

    [Fact]
    public async Task Large_contents_come_in_chunks()
    {
        var random = new Random(7);
        var large = Object("ConfigMap", "large", Convert.ToBase64String(Enumerable.Range(0, 1_200_000).Select(_ => (byte)random.Next()).ToArray()));
        _site.Hub.Publish(_site.Hub.Manifest("shop", large));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Has(large) && _site.Reported(), "applied");
    }

    [Fact]
    public async Task A_full_disk_keeps_what_there_is_and_recovers()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first");
        _site.Fault.Rule = name => name is "content.write" or "inventory.write" or "root.write" ? new IOException("No space left on device", 28) : null;
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Object("ConfigMap", "more", "1"))));
        await _site.UntilAsync(() => _site.Link.LastHeartbeat!.Conditions.Any(item => item.Type == "DiskFull"), "the hub hears of it");
        Assert.True(_site.Has(Shop));
        _site.Fault.Rule = null;
        await _site.UntilAsync(() => _site.Has(Object("ConfigMap", "more", "1")) && _site.Reported() && !_site.Conditions.Any(), "recovered");
    }

    [Fact]
    public async Task A_lost_inventory_is_rebuilt_from_the_target()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first");
        await _site.StopAsync();
        _site.Inventory.Lose();
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Inventory.Lines?.Count == Shop.Length, "rebuilt");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("shop", Shop[..1])));
        await _site.UntilAsync(() => _site.Has(Shop[..1]) && _site.Reported(), "pruned as before");
    }

    [Fact]
    public async Task With_inventory_and_tracking_lost_nothing_goes_before_a_newer_root()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first");
        await _site.StopAsync();
        _site.Inventory.Lose();
        _site.Target.LoseTracking();
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Inventory.Lines?.Count == Shop.Length && _site.Conditions.Contains("StoreRebuilt"), "begun anew");
        await _site.PassAsync(TimeSpan.FromSeconds(2));
        Assert.True(_site.Has(Shop));
    }

    [Fact]
    public async Task A_damaged_root_offline_holds_and_heals_when_the_hub_is_back()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first");
        await _site.StopAsync();
        _site.Roots.Damaged = true;
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Conditions.Contains("StoreDamaged"), "said");
        await _site.PassAsync(TimeSpan.FromSeconds(5));
        Assert.True(_site.Has(Shop));
        _site.Link.Connect();
        await _site.UntilAsync(() => _site.Reported() && !_site.Conditions.Contains("StoreDamaged"), "healed");
        Assert.True(_site.Has(Shop));
    }

    [Fact]
    public async Task A_damaged_manifest_holds_its_policy_and_every_removal()
    {
        var other = Object("ConfigMap", "other", "1");
        var damaged = _site.Hub.Manifest("shop", Shop);
        _site.Hub.Publish(damaged, _site.Hub.Manifest("other", other));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first");
        await _site.StopAsync();
        _site.Contents.Files[damaged.Manifest] = "garbage"u8.ToArray();
        _site.Target.Tamper(other.Entry.Key, null);
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Has([.. Shop, other]), "the other policy goes on");
        Assert.Contains("StoreDamaged", _site.Conditions);
        _site.Link.Connect();
        await _site.UntilAsync(() => _site.Reported() && !_site.Conditions.Contains("StoreDamaged"), "healed");
    }

    [Fact]
    public async Task A_damaged_content_is_fetched_again()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first");
        _site.Contents.Files[Shop[0].Item1.Content] = "garbage"u8.ToArray();
        _site.Target.Tamper(Shop[0].Item1.Key, null);
        await _site.UntilAsync(() => _site.Has(Shop), "restored");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_a_day_off_is_said_and_harms_nothing(int days)
    {
        _site.Link.HubClock = TimeSpan.FromDays(days);
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Has(Shop) && _site.Reported() && _site.Conditions.Contains("ClockSkew"), "applied, reported and said");
    }

    [Fact]
    public async Task An_edge_that_the_hub_does_not_know_says_so_and_keeps_its_files()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        Assert.DoesNotContain("Removed", _site.Conditions);
        _site.Link.Known = false;
        await _site.UntilAsync(() => _site.Conditions.Contains("Removed"), "said");
        Assert.Contains("--rejoin", _site.Flow.Status.Conditions.Single(condition => condition.Type == "Removed").Message, StringComparison.Ordinal);
        Assert.True(_site.Has(Shop));
        _site.Link.Known = true;
        await _site.UntilAsync(() => !_site.Conditions.Contains("Removed") && _site.Has(Shop), "well again");
    }

    [Fact]
    public async Task Reports_wait_for_the_hub_and_only_the_newest_is_sent()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first");
        var messages = _site.Link.Messages;
        await _site.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(messages, _site.Link.Messages);
        _site.Hub.Reports.Clear();
        _site.Link.Resync = ["default.shop"];
        await _site.UntilAsync(_site.Reported, "the whole report again");
    }

    [Fact]
    public async Task An_empty_signed_root_removes_everything()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "first");
        _site.Link.Push(_site.Hub.Publish());
        await _site.UntilAsync(() => _site.Target.Objects.IsEmpty() && _site.Outbox.Items.IsEmpty, "gone, reported and forgotten");
        Assert.Equal("remove _.Namespace._.shop", _site.Target.Steps.Last(step => step.StartsWith("remove", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_daemon_tells_its_status_on_the_device_and_to_the_hub()
    {
        _site.Hub.Publish(_site.Hub.Manifest("shop", Shop));
        await File.WriteAllTextAsync(Path.Combine(_site.Folder, "kse.sock"), "left by a killed daemon");
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        Task<EdgeStatus>? asked = null;
        await _site.UntilAsync(
            () =>
            {
                // It listens on the device some time after it began to apply.
                asked = asked is null or { IsFaulted: true } ? LocalStatusClient.AskAsync(_site.Folder, default) : asked;
                return asked.IsCompletedSuccessfully;
            },
            "the daemon answers on the device");
        var status = await asked!;
        Assert.Equal(("store-17", 1L, true, true), (status.Edge, status.Revision, status.Applied, status.Connected));
        Assert.Equal(Shop.Length, Assert.Single(status.Policies).Ready);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_site.Folder, "kse.sock")));
        }

        _site.Link.Signal(Flow.Edge.Receive.LinkSignalKind.Ask, "1", "status");
        await _site.UntilAsync(() => _site.Link.Answer is not null, "answered");
        Assert.Contains("\"edge\": \"store-17\"", Encoding.UTF8.GetString(_site.Link.Answer!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_daemon_that_is_asked_who_is_there_answers_with_its_process()
    {
        await _site.StartAsync();
        _site.Link.Signal(Flow.Edge.Receive.LinkSignalKind.Ask, "1", "who");
        await _site.UntilAsync(() => _site.Link.Answer is not null, "answered");
        var said = JsonSerializer.Deserialize(_site.Link.Answer, Contracts.ContractsJson.Default.HeartbeatMessage)!;
        Assert.Equal("store-17", said.Edge);
        Assert.NotEmpty(said.Process);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();
}

internal static class ObjectsExtensions
{
    internal static bool IsEmpty<TKey, TValue>(this IReadOnlyDictionary<TKey, TValue> objects) => objects.Count == 0;
}
