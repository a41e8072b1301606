using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.Status.Back;
using KubeStellar.Edge.Flow.Tests.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Status.Back;

/// <summary>What is written back of an object, by where it is placed and what is known there.</summary>
public sealed class StatusBackTests : IHubReports, IHubSummaries, IAsyncDisposable
{
    private static readonly PolicyKey Policy = new("default", "web");
    private static readonly ObjectKey Store = new("example.com", "Store", "shop", "main");
    private static readonly Digest Content = Digest.Of("1"u8);

    private readonly SideDesired _desired = new();
    private readonly BackFeed _feed = new();
    private readonly Dictionary<(string, PolicyKey), ReportRecord> _reports = [];
    private readonly Dictionary<PolicyKey, SummaryRecord> _summaries = [];
    private readonly StatusBack _back;

    public StatusBackTests()
    {
        _back = new StatusBack(_feed, _desired, this, new SideInventory(), [this], TimeProvider.System);
        _desired.Owned[Policy] = 1;
    }

    [Fact]
    public async Task One_placement_has_its_status_two_have_none_and_one_has_it_again()
    {
        await StartAsync();
        var singleton = Manifest(StatusWriteBack.Singleton);
        await PlaceAsync("e1", singleton);
        Assert.Equal((false, null), (Seen()!.Known, Seen()!.Status));
        Say("e1", singleton, """{"load":1}""");
        Assert.Equal(("""{"load":1}""", "edge e1", 1), (Text(Seen()!), Seen()!.From, Seen()!.Placements));
        Assert.Same(Seen()!.Stamp, Seen()!.Stamp);

        await PlaceAsync("e2", singleton);
        Assert.Equal((true, null, "it is placed 2 times"), (Seen()!.Known, Seen()!.Status, Seen()!.Why));
        await PlaceAsync("e1", null);
        Say("e2", singleton, """{"load":2}""");
        Assert.Equal(("""{"load":2}""", "edge e2"), (Text(Seen()!), Seen()!.From));
        await PlaceAsync("e2", null);
        Assert.Null(Seen());
        Assert.Empty(await _back.AllAsync("default", default));
    }

    [Fact]
    public async Task Only_what_was_seen_of_the_wanted_content_counts()
    {
        await StartAsync();
        var manifest = Manifest(StatusWriteBack.Singleton);
        await PlaceAsync("e1", manifest);
        foreach (var said in new[] { Report("{}") with { Content = Digest.Of("old"u8) }, Report("{}") with { Applied = false }, Report("{}") with { ObservedAfterApply = false } })
        {
            Say("e1", manifest, said);
            Assert.Equal((false, "edge e1 did not say yet how the wanted content fares"), (Seen()!.Known, Seen()!.Why));
        }

        Say("e1", manifest, Report("{}") with { Status = null });
        Assert.Equal((true, null, "edge e1 tells no status of it"), (Seen()!.Known, Seen()!.Status, Seen()!.Why));
    }

    [Fact]
    public async Task Nobody_who_does_not_ask_is_looked_at_and_two_manifests_of_one_policy_count_together()
    {
        await StartAsync();
        var other = new PolicyKey("default", "other");
        await PlaceAsync("e1", Manifest(null));
        Assert.Null(Seen());
        await PublishAsync("e1", (Policy, Manifest(StatusWriteBack.Singleton)), (other, Manifest(null, other, "api")));
        Assert.NotNull(Seen());
        Assert.Null(await _back.OfAsync("default", Store with { Name = "api" }, default));
        Assert.Null(await _back.OfAsync("elsewhere", Store, default));

        // A rollout is on its way: the edge before has a manifest of the policy that did not ask yet.
        await PlaceAsync("e2", Manifest(null));
        Assert.Equal(2, Seen()!.Placements);
        Assert.Equal([Store], (await _back.AllAsync("default", default)).Select(back => back.Key));
    }

    [Fact]
    public async Task Several_have_the_summary_where_the_policy_asks_and_owns_no_other_object()
    {
        await StartAsync();
        var manifest = Manifest(StatusWriteBack.Summary);
        await PlaceAsync("e1", manifest);
        await PlaceAsync("e2", manifest);
        Assert.Equal((false, "there is no summary yet"), (Seen()!.Known, Seen()!.Why));
        Summarize("""{"load":7}""");
        Assert.Equal(("""{"load":7}""", "summary of web"), (Text(Seen()!), Seen()!.From));
        Summarize("7");
        Assert.Equal((true, null, "the summary is no object, and a status is one"), (Seen()!.Known, Seen()!.Status, Seen()!.Why));
        _desired.Owned[Policy] = 2;
        Assert.Equal((true, null, "its policy owns 2 objects, and the summary is of all of them"), (Seen()!.Known, Seen()!.Status, Seen()!.Why));
        await PlaceAsync("e2", null);
        Say("e1", manifest, """{"load":3}""");
        Assert.Equal("""{"load":3}""", Text(Seen()!));
    }

    [Fact]
    public async Task Copies_of_one_object_are_placements_of_it()
    {
        await StartAsync();
        ManifestEntry[] copies = [new(Store with { Name = "main-1" }, Content) { Source = Store }, new(Store with { Name = "main-2" }, Content) { Source = Store }];
        await PlaceAsync("e1", _desired.Put(new ManifestRecord { Policy = Policy, Bundle = Content, WriteBack = StatusWriteBack.Singleton, Objects = copies }));
        Assert.Equal((2, true), (Seen()!.Placements, Seen()!.Known));
        var one = _desired.Put(new ManifestRecord { Policy = Policy, Bundle = Content, WriteBack = StatusWriteBack.Singleton, Objects = [copies[0]] });
        await PlaceAsync("e1", one);
        _reports[("e1", Policy)] = Record("e1", one, copies[0].Key, Report("""{"load":4}"""));
        Assert.Equal("""{"load":4}""", Text(Seen()!));
    }

    [Fact]
    public async Task Ten_thousand_edges_with_one_manifest_are_read_once()
    {
        await StartAsync();
        var manifest = Manifest(StatusWriteBack.Singleton);
        _feed.RootsPublished([.. Enumerable.Range(0, 10_000).Select(n => _desired.Publish($"e{n}", 1, 1, (Policy, manifest)))]);
        await UntilAsync(() => Seen()?.Placements == 10_000);
        Assert.InRange(_desired.ManifestReads, 1, 2);
    }

    [Fact]
    public async Task A_report_is_read_for_what_changed_and_not_for_each_look()
    {
        await StartAsync();
        var manifest = Manifest(StatusWriteBack.Singleton);
        await PlaceAsync("e1", manifest);
        Say("e1", manifest, """{"load":1}""");
        for (var look = 0; look < 5; look++)
            Assert.Equal("""{"load":1}""", Text(Seen()!));
        Assert.Equal(1, _reads);
        Say("e1", manifest, """{"load":2}""");
        Assert.Equal("""{"load":2}""", Text((await _back.AllAsync("default", default)).Single()));
        Assert.Same(Seen()!.Stamp, (await _back.AllAsync("default", default)).Single().Stamp);
        Assert.Equal(2, _reads);
    }

    public ReportHead? Head(string edge, PolicyKey policy) => _reports.TryGetValue((edge, policy), out var report) ? ReportHeads.Of(report, null) : null;

    public Task<ReportRecord?> ReadAsync(string edge, PolicyKey policy, CancellationToken token)
    {
        _reads++;
        return Task.FromResult(_reports.GetValueOrDefault((edge, policy)));
    }

    public PartialRecord? Partial(string edge, PolicyKey policy) => null;

    public IReadOnlyList<ReportHead> Heads(string edge) => [];

    public SummaryRecord? Of(PolicyKey policy) => _summaries.GetValueOrDefault(policy);

    public async ValueTask DisposeAsync()
    {
        await _back.StopAsync(default);
        _back.Dispose();
    }

    private Task StartAsync() => _back.StartAsync(default);

    private BackStatus? Seen() => Now(_back.OfAsync("default", Store, default));

    // Nothing of this test has to be waited for.
    private static T Now<T>(Task<T> task)
    {
        Assert.True(task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    private static string Text(BackStatus back) => back.Status!.Value.GetRawText();

    private Digest Manifest(StatusWriteBack? mode, PolicyKey? policy = null, string name = "main") =>
        _desired.Put(new ManifestRecord { Policy = policy ?? Policy, Bundle = Content, WriteBack = mode, Objects = [new ManifestEntry(Store with { Name = name }, Content)] });

    private Task PlaceAsync(string edge, Digest? manifest) => manifest is { } one ? PublishAsync(edge, (Policy, one)) : PublishAsync(edge);

    private async Task PublishAsync(string edge, params (PolicyKey, Digest)[] policies)
    {
        _feed.RootsPublished([_desired.Publish(edge, 1, 1, policies)]);

        // Taken and read, when one of a policy that nobody else has is: the feed is read in order.
        var marker = new PolicyKey("markers", $"m{_markers++}");
        _feed.RootsPublished([new RootChange("marker", null, SideDesired.Make("marker", 1, 1, (marker, Manifest(StatusWriteBack.Singleton, marker))))]);
        await UntilAsync(() => Now(_back.AllAsync("markers", default)).Count == _markers);
    }

    private int _markers;
    private int _reads;
    private long _sequence;

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static ReportObject Report(string status) => new() { Content = Content, Applied = true, ObservedAfterApply = true, Health = Health.Current, Status = JsonElement.Parse(status) };

    private void Say(string edge, Digest manifest, string status) => Say(edge, manifest, Report(status));

    private void Say(string edge, Digest manifest, ReportObject said) => _reports[(edge, Policy)] = Record(edge, manifest, Store, said);

    private ReportRecord Record(string edge, Digest manifest, ObjectKey key, ReportObject said) =>
        new() { Edge = edge, Policy = Policy, Manifest = manifest, Epoch = 1, Revision = 1, Sequence = ++_sequence, Objects = new() { [key.ToString()] = said } };

    private void Summarize(string value) =>
        _summaries[Policy] = new SummaryRecord { Policy = Policy, Bundle = Content, Totals = new Totals(), Coverage = new Coverage(2, 2, []), Value = JsonElement.Parse(value) };
}
