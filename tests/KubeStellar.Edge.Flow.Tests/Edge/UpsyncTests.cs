using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Flow.Tests.Status.Report;
using KubeStellar.Edge.TestKit.Memory.Edge;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>Objects that are born at an edge, from the device to the hub.</summary>
public sealed class UpsyncTests : IAsyncDisposable
{
    private static readonly UpsyncRule Rule = new() { Kinds = ["Measurement.sensors.example.com"] };
    private static readonly PolicyBundle Bundle = new() { Main = "p.js", Files = new() { ["p.js"] = "1" } };

    private readonly Site _site = new();

    [Fact]
    public async Task A_devices_object_is_carried_up_as_it_changes_and_until_it_goes()
    {
        await StartAsync(Asking("telemetry"));
        Bear("fridge", "4");
        await _site.UntilAsync(() => Has("fridge=4"), "born");
        Bear("fridge", "5");
        Bear("oven", "180");
        await _site.UntilAsync(() => Has("fridge=5", "oven=180"), "changed");
        Bear("fridge", null);
        await _site.UntilAsync(() => Has("oven=180"), "gone");
        Assert.Equal("index 0", _site.Hub.UpsyncParts.First());
        Assert.Single(_site.Hub.UpsyncParts, part => part.StartsWith("index", StringComparison.Ordinal));
        await _site.UntilAsync(_site.Reported, "the partial of the last change");
    }

    [Fact]
    public async Task Nothing_is_carried_up_that_no_tree_asks_for()
    {
        Bear("fridge", "4");
        _site.Hub.Publish(_site.Hub.Manifest("p", Object("ConfigMap", "a", "1")));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "reported");
        await _site.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(0, _site.Target.BornReads);
        Assert.Empty(_site.Hub.UpsyncParts);
        Assert.Empty(_site.Upsyncs.Items);
    }

    [Fact]
    public async Task With_no_hub_in_reach_only_the_newest_of_each_is_kept_and_arrives()
    {
        await StartAsync(Asking("telemetry"));
        Bear("fridge", "1");
        Bear("oven", "1");
        await _site.UntilAsync(() => Has("fridge=1", "oven=1"), "born");
        var parts = _site.Hub.UpsyncParts.Count;
        _site.Link.Cut();
        for (var day = 0; day < 30; day++)
        {
            Bear("fridge", $"{day + 2}");
            Bear($"passing-{day}", "1");
            await _site.UntilAsync(() => _site.Upsyncs.Items.Count == 3, "kept");
            Bear($"passing-{day}", null);
            await _site.UntilAsync(() => _site.Upsyncs.Items.Count == 2, "gone again");
        }

        Bear("oven", null);
        Bear("lamp", "7");
        await _site.UntilAsync(() => _site.Upsyncs.Items.Keys.Select(one => one.Key.Name).Order().SequenceEqual(["fridge", "lamp"]), "the newest");
        Assert.Equal(parts, _site.Hub.UpsyncParts.Count);
        _site.Link.Connect();
        await _site.UntilAsync(() => Has("fridge=31", "lamp=7"), "arrived");
        Assert.Equal(["index 2", "put fridge lamp remove"], _site.Hub.UpsyncParts.Skip(parts));
    }

    [Fact]
    public async Task What_waits_survives_a_restart_with_a_target_that_cannot_be_read()
    {
        await StartAsync(Asking("telemetry"));
        _site.Link.Cut();
        Bear("fridge", "1");
        await _site.UntilAsync(() => _site.Upsyncs.Items.Count == 1, "kept");
        await _site.StopAsync();
        _site.Target.BornTrouble = new UpsyncTrouble("Unreadable", "no answer");
        _site.Target.Bear(Key("fridge"), null);
        await _site.StartAsync();
        await _site.UntilAsync(() => Has("fridge=1") && _site.Conditions.Contains("UpsyncIncomplete"), "sent from the outbox, and told that it may not be all");
        _site.Target.BornTrouble = null;
        await _site.UntilAsync(() => Has() && !_site.Conditions.Contains("UpsyncIncomplete"), "looked for, and not found");
    }

    [Theory]
    [InlineData("upsync.write")]
    [InlineData("link.upsync")]
    [InlineData("upsync.read")]
    public async Task A_crash_anywhere_is_repaired_by_the_next_start(string step)
    {
        var healed = false;
        _site.Fault.Rule = name => name == step && !healed ? new CrashException(name) : null;
        Bear("fridge", "1");
        _site.Hub.Publish(Asking("telemetry"));
        await _site.StartAsync();
        while (_site.Flow.ExecuteTask is not { IsFaulted: true })
        {
            _site.Time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Yield();
        }

        await _site.StopAsync();
        healed = true;
        await _site.StartAsync();
        await _site.UntilAsync(() => Has("fridge=1"), "arrived all the same");
    }

    [Fact]
    public async Task A_hub_that_lost_it_is_told_all_of_it_again()
    {
        await StartAsync(Asking("telemetry"));
        Bear("fridge", "1");
        Bear("oven", "2");
        await _site.UntilAsync(() => Has("fridge=1", "oven=2"), "born");
        _site.Hub.Upsynced.Clear();
        _site.Link.AskUpsync = ["default.telemetry"];
        await _site.UntilAsync(() => Has("fridge=1", "oven=2"), "told again");
    }

    [Fact]
    public async Task A_policy_that_leaves_takes_its_objects_along_and_another_one_keeps_its_own()
    {
        await StartAsync(Asking("telemetry"), Asking("other"));
        Bear("fridge", "1");
        await _site.UntilAsync(() => _site.Hub.Upsynced.Count == 2, "for both");
        _site.Link.Push(_site.Hub.Publish(Asking("other")));
        await _site.UntilAsync(() => _site.Upsyncs.Items.Count == 1, "forgotten");
        Assert.Equal(Site.Policy("other"), Assert.Single(_site.Upsyncs.Items.Keys).Policy);
    }

    [Fact]
    public async Task What_the_hub_does_not_take_is_told_once_and_sent_again_when_it_changed()
    {
        _site.Hub.RejectUpsync = key => key.Name == "oven" ? "it has too much" : null;
        await StartAsync(Asking("telemetry"));
        Bear("fridge", "1");
        Bear("oven", "2");
        await _site.UntilAsync(() => Has("fridge=1") && _site.Conditions.Contains("UpsyncIncomplete"), "told");
        var parts = _site.Hub.UpsyncParts.Count;
        await _site.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(parts, _site.Hub.UpsyncParts.Count);
        Assert.Contains("it has too much", _site.Flow.Status.Conditions.Single().Message, StringComparison.Ordinal);
        _site.Hub.RejectUpsync = null;
        Bear("oven", "3");
        await _site.UntilAsync(() => Has("fridge=1", "oven=3") && !_site.Conditions.Any(), "taken");
    }

    [Fact]
    public async Task What_the_edge_applied_itself_is_not_carried_up()
    {
        var own = Workload("Measurement", "own", "1");
        _site.Target.Bear(own.Entry.Key, own.Content);
        var rule = new UpsyncRule { Kinds = ["Measurement.example.com"] };
        _site.Target.Bear(own.Entry.Key with { Name = "theirs" }, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(own.Content).Replace("own", "theirs", StringComparison.Ordinal)));
        _site.Hub.Publish(_site.Hub.Manifest("p", record => record with { Upsync = [rule] }, own));
        await _site.StartAsync();
        await _site.UntilAsync(() => !_site.Hub.Upsynced.IsEmpty && _site.Reported(), "reported");
        Assert.Equal("theirs", Assert.Single(_site.Hub.Upsynced.Keys).Key.Name);
    }

    [Fact]
    public async Task Partials_are_made_of_them_too_and_again_when_they_change()
    {
        var runtime = new MapRuntime();
        _site.Policies = runtime;
        _site.Hub.Publish(_site.Hub.Manifest("p", record => record with { Upsync = [Rule], Bundle = _site.Hub.Store(Bundle), Reduces = true }));
        Bear("fridge", "1");
        await _site.StartAsync();
        await _site.UntilAsync(() => Partial() == 1, "one object");
        Bear("oven", "1");
        await _site.UntilAsync(() => Partial() == 2, "two objects");
        var maps = runtime.Maps;
        await _site.StopAsync();
        await _site.StartAsync();
        await _site.UntilAsync(() => _site.Hub.UpsyncParts.Count(part => part == "index 2") == 1, "told after a restart");
        Bear("oven", null);
        await _site.UntilAsync(() => Partial() == 1, "one again");
        Assert.Equal(maps + 1, runtime.Maps);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static ObjectKey Key(string name) => new("sensors.example.com", "Measurement", "shop", name);

    private RootEntry Asking(string policy) => _site.Hub.Manifest(policy, record => record with { Upsync = [Rule] });

    private async Task StartAsync(params RootEntry[] policies)
    {
        _site.Hub.Publish(policies);
        await _site.StartAsync();
        await _site.UntilAsync(() => !_site.Hub.UpsyncParts.IsEmpty, "told for the first time");
    }

    private void Bear(string name, string? celsius) => _site.Target.Bear(Key(name), celsius is null ? null : Encoding.UTF8.GetBytes(
        $$"""{"apiVersion":"sensors.example.com/v1","kind":"Measurement","metadata":{"name":"{{name}}","namespace":"shop"},"spec":{"celsius":{{celsius}} } }"""));

    private int Partial() => _site.Hub.Partials.GetValueOrDefault(Site.Policy("p"))?.Value is { ValueKind: System.Text.Json.JsonValueKind.Object } value ? value.GetProperty("objects").GetInt32() : -1;

    private bool Has(params string[] objects) =>
        _site.Hub.Upsynced.Values.Select(item => $"{item.Key.Name}={item.Object.GetProperty("spec").GetProperty("celsius").GetRawText()}").Order(StringComparer.Ordinal).SequenceEqual(objects);
}
