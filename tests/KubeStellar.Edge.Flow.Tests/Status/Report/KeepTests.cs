using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Tests.Edge;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Status.Report;

/// <summary>What an edge says by itself, as its policy has it; what it reduces is all that it sees.</summary>
public sealed class KeepTests : IAsyncDisposable
{
    private static readonly PolicyBundle Bundle = new() { Main = "web.js", Files = new() { ["web.js"] = "export default 1;\n" } };
    private static readonly (ManifestEntry Entry, byte[] Content) Store = Workload("Store", "main", "{}");
    private readonly Site _site = new();
    private readonly MapRuntime _runtime = new() { Loads = true };

    public KeepTests()
    {
        _site.Policies = _runtime;
        _site.Target.Live = true;
    }

    private ReportObject? Told => _site.Hub.Reports.GetValueOrDefault(Site.Policy("web"))?.Objects.GetValueOrDefault(Store.Entry.Key.ToString());

    private int Load => _site.Hub.Partials.GetValueOrDefault(Site.Policy("web"))?.Value is { ValueKind: JsonValueKind.Object } value ? value.GetProperty("load").GetInt32() : -1;

    [Fact]
    public async Task Always_tells_each_number()
    {
        await StartAsync(null, reduces: false);
        await LoadAsync(2, () => Told?.Status?.GetProperty("load").GetInt32() == 2);
    }

    [Fact]
    public async Task Changes_tells_transitions_and_the_partial_follows_each_number()
    {
        await StartAsync(StatusKeep.Changes, reduces: true);
        var first = Told!;
        for (var load = 2; load <= 4; load++)
        {
            await LoadAsync(load, () => Load == load);
        }

        // Nothing was told of the object, although its partial was: not even with other times.
        Assert.Equal((1, first.ObservedAt), (Told!.Status!.Value.GetProperty("load").GetInt32(), Told.ObservedAt));
        _site.Target.SetStatus(Store.Entry.Key, Status(5, "False"));
        await _site.UntilAsync(() => Told!.Conditions is [{ Status: "False" }], "the transition is told");
        Assert.Equal(5, Told!.Status!.Value.GetProperty("load").GetInt32());
    }

    [Fact]
    public async Task A_number_that_comes_back_is_reduced_again()
    {
        await StartAsync(StatusKeep.Changes, reduces: true);
        await LoadAsync(7, () => Load == 7);
        await LoadAsync(1, () => Load == 1);
    }

    [Fact]
    public async Task Numbers_that_nobody_reduces_send_nothing()
    {
        await StartAsync(StatusKeep.Changes, reduces: false);
        var messages = _site.Link.Messages;
        for (var load = 2; load <= 5; load++)
        {
            await LoadAsync(load, () => Seen() == load);
        }

        await _site.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(messages, _site.Link.Messages);
    }

    [Fact]
    public async Task On_demand_tells_no_status_and_reduces_it_all_the_same()
    {
        await StartAsync(StatusKeep.OnDemand, reduces: true);
        await LoadAsync(9, () => Load == 9);
        Assert.Equal((null, null, Health.Current, true), (Told!.Status, Told.Conditions, Told.Health, Told.Applied));
    }

    [Fact]
    public async Task After_a_restart_the_partial_is_of_what_is_seen_and_what_was_told_stands()
    {
        await StartAsync(StatusKeep.Changes, reduces: true);
        await LoadAsync(3, () => Load == 3);
        await _site.StopAsync();
        _site.Target.SetStatus(Store.Entry.Key, Status(6, "True"));
        await _site.StartAsync();
        await _site.UntilAsync(() => Load == 6, "the partial is of now");
        Assert.Equal(1, Told!.Status!.Value.GetProperty("load").GetInt32());
    }

    [Fact]
    public async Task Another_way_of_keeping_comes_with_its_manifest()
    {
        await StartAsync(StatusKeep.OnDemand, reduces: true);
        await LoadAsync(4, () => Load == 4);
        Publish(StatusKeep.Changes, reduces: true);
        await _site.UntilAsync(() => Told!.Status?.GetProperty("load").GetInt32() == 4, "what is kept now is told whole");
        await _site.PassAsync(TimeSpan.FromSeconds(1));
        Publish(StatusKeep.OnDemand, reduces: true);
        await _site.UntilAsync(() => Told!.Status is null && _site.Reported(), "what is not kept any more is taken back");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task StartAsync(StatusKeep? keep, bool reduces)
    {
        Publish(keep, reduces);
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        _site.Target.SetStatus(Store.Entry.Key, Status(1, "True"));
        await _site.UntilAsync(() => (keep is StatusKeep.OnDemand || Told?.Status?.GetProperty("load").GetInt32() == 1) && (!reduces || Load == 1) && _site.Reported(), "the first status is told");
    }

    private void Publish(StatusKeep? keep, bool reduces) => _site.Hub.Publish(_site.Hub.Manifest(
        "web", record => record with { Keep = keep, Reduces = reduces, Bundle = _site.Hub.Store(Bundle) }, Store));

    private async Task LoadAsync(int load, Func<bool> until)
    {
        _site.Target.SetStatus(Store.Entry.Key, Status(load, "True"));
        await _site.UntilAsync(until, $"a load of {load} is known");
    }

    private int Seen() => _site.Target.Objects.TryGetValue(Store.Entry.Key, out _) ? Live() : 0;

    // What the edge sees, as it would answer.
    private int Live()
    {
        _site.Link.Answers.Clear();
        _site.Link.Ask("status", "q", Questions.Of("q", new Contracts.Wire.AskedObject(Site.Policy("web"), Store.Entry.Key)));
        for (var i = 0; i < 1000 && _site.Link.Answers.IsEmpty; i++)
        {
            Thread.Yield();
        }

        return _site.Link.Answers.TryPeek(out var answer) && Questions.Read(answer.Body).Objects[0].Report?.Status is { } status ? status.GetProperty("load").GetInt32() : 0;
    }

    private static string Status(int load, string ready) => $$"""{"load":{{load}},"conditions":[{"type":"Open","status":"{{ready}}"}]}""";
}
