using System.Collections.Concurrent;
using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.TestKit.Memory;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>The health of live objects: by the rules for their kind, or by the policy's own function.</summary>
public sealed class HealthTests : IAsyncDisposable
{
    private static readonly (ManifestEntry Entry, byte[] Content) Store = Workload("Store", "main", "1");
    private static readonly (ManifestEntry Entry, byte[] Content) Second = Workload("Store", "second", "1");
    private static readonly (ManifestEntry Entry, byte[] Content) Db = Workload("StatefulSet", "db", """{"replicas":1}""");
    private static readonly (ManifestEntry Entry, byte[] Content) Web = Workload("ConfigMap", "web", "1", Store.Entry.Key);
    private static readonly PolicyBundle Bundle = new() { Main = "p.js", Files = new() { ["p.js"] = "1" } };

    private readonly Site _site = new();
    private readonly Judges _judges = new();

    public HealthTests()
    {
        _site.Policies = _judges;
        _site.Target.Live = true;
    }

    [Fact]
    public async Task Live_objects_are_judged_by_kind_and_told_with_their_status()
    {
        _site.Target.SetStatus(Db.Entry.Key, """{"replicas":1,"conditions":[{"type":"X","status":"False","reason":"R","message":"m"}]}""");
        await StartAsync(_site.Hub.Manifest("p", Db, Store));
        await _site.UntilAsync(_site.Reported, "reported");
        var said = Said(Db)!;
        Assert.Equal((true, Health.InProgress, "LessReady", "Ready: 0 of 1"), (said.ObservedAfterApply, said.Health, said.Reason, said.Message));
        Assert.Equal(new Condition("X", "False", "R", "m"), Assert.Single(said.Conditions!));
        Assert.Equal(1, said.Status!.Value.GetProperty("replicas").GetInt32());
        Assert.Equal(Health.Current, Said(Store)!.Health);
        Assert.Empty(_judges.Calls);
    }

    [Fact]
    public async Task A_policy_judges_the_kinds_that_it_names_and_is_asked_once_about_what_did_not_change()
    {
        _site.Target.SetStatus(Store.Entry.Key, """{"phase":"Filling"}""");
        await StartAsync(Judging("p", ["Store"], Store, Db));
        await _site.UntilAsync(() => Said(Store) is { Reason: "Filling" }, "the policy's word");
        Assert.Equal((Health.InProgress, "of store main"), (Said(Store)!.Health, Said(Store)!.Message));
        Assert.Equal("LessReplicas", Said(Db)!.Reason);
        await _site.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(["health 1"], _judges.Calls.Where(call => call != "load"));
        _site.Target.SetStatus(Store.Entry.Key, """{"phase":"Open"}""");
        await _site.UntilAsync(() => Said(Store) is { Health: Health.Current }, "open");
        Assert.Equal(2, _judges.Calls.Count(call => call != "load"));
    }

    [Fact]
    public async Task Many_are_asked_about_at_once()
    {
        var stores = Enumerable.Range(0, 300).Select(i => Workload("Store", "s" + i, "1")).ToArray();
        await StartAsync(Judging("p", ["*"], stores));
        await _site.UntilAsync(() => stores.All(item => Said(item) is { Health: Health.Current }), "all judged");

        // How many wait when the one before is answered is the machine's to say; one by one it would be 300.
        Assert.InRange(_judges.Calls.Count(call => call != "load"), 2, 150);
    }

    [Fact]
    public async Task Who_waits_for_a_custom_resource_waits_for_the_policys_word()
    {
        _site.Target.SetStatus(Store.Entry.Key, """{"phase":"Filling"}""");
        await StartAsync(Judging("p", ["*"], Store, Web));
        await _site.UntilAsync(() => Said(Web)?.Message.Contains("InProgress (Filling)", StringComparison.Ordinal) == true, "it waits");
        _site.Target.SetStatus(Store.Entry.Key, """{"phase":"Open"}""");
        await _site.UntilAsync(() => _site.Has(Store, Web) && _site.Reported(), "applied");
    }

    [Fact]
    public async Task Objects_at_which_the_function_fails_are_unknown_and_nobody_else_is()
    {
        _site.Target.SetStatus(Store.Entry.Key, """{"phase":"Throw"}""");
        _site.Target.SetStatus(Second.Entry.Key, """{"phase":"Open"}""");
        await StartAsync(Judging("p", ["Store"], Store, Second, Db), _site.Hub.Manifest("other", Workload("ConfigMap", "other", "1")));
        await _site.UntilAsync(() => Said(Store) is { Reason: "Threw" } && Said(Second) is { Health: Health.Current }, "judged");
        Assert.Equal(Health.Unknown, Said(Store)!.Health);
        Assert.Contains("at p.js:3:7: no such phase", Said(Store)!.Message, StringComparison.Ordinal);
        _site.Target.Tamper(Store.Entry.Key, "{}"u8.ToArray());
        await _site.UntilAsync(() => _site.Has(Store, Second, Db, Workload("ConfigMap", "other", "1")), "drift is put right all the same");
    }

    [Fact]
    public async Task A_fault_that_passes_is_asked_again()
    {
        _judges.Fault = new PolicyFault("TimedOut", "too slow", "");
        await StartAsync(Judging("p", ["Store"], Store, Db));
        await _site.UntilAsync(() => Said(Store) is { Health: Health.Unknown, Reason: "TimedOut" }, "said");
        await _site.PassAsync(TimeSpan.FromSeconds(10));
        Assert.InRange(_judges.Calls.Count(call => call != "load"), 1, 12);
        _judges.Fault = null;
        await _site.UntilAsync(() => Said(Store) is { Health: Health.Current }, "healed");
    }

    [Fact]
    public async Task A_function_that_never_answers_holds_up_nothing_but_its_verdict()
    {
        _judges.Hangs = true;
        await StartAsync(Judging("p", ["Store"], Store, Web, Db));
        await _site.UntilAsync(() => Said(Store) is { Applied: true, Health: Health.Unknown, Reason: "HealthPending" } && Said(Db) is { Applied: true }, "applied");
        Assert.Equal("DependencyNotReady", Said(Web)!.Reason);
        _site.Target.Tamper(Store.Entry.Key, "{}"u8.ToArray());
        _site.Target.Tamper(Db.Entry.Key, null);
        await _site.UntilAsync(() => _site.Has(Store, Db), "put right");
    }

    [Fact]
    public async Task An_object_that_changes_faster_than_its_policy_answers_is_told_of()
    {
        var n = 0;
        void Change() => _site.Target.SetStatus(Store.Entry.Key, $"{{\"n\":{++n}}}");
        Change();
        _judges.OnCall = async token =>
        {
            // The object is looked at again while the policy thinks.
            Change();
            await Task.Delay(TimeSpan.FromMilliseconds(200), _site.Time, token);
            Change();
        };
        await StartAsync(Judging("p", ["Store"], Store));
        await _site.UntilAsync(() => Said(Store)?.Status?.GetProperty("n").GetInt32() > 5, "told of, again and again");
        Assert.Equal(Health.Current, Said(Store)!.Health);
    }

    [Fact]
    public async Task A_secret_is_shown_to_no_policy()
    {
        var secret = (new ManifestEntry(new ObjectKey("", "Secret", "shop", "s"), Digest.Of("{}"u8)), "{}"u8.ToArray());
        await StartAsync(Judging("p", ["*", "Secret"], secret));
        await _site.UntilAsync(() => Said(secret) is { Health: Health.Current }, "judged by its kind");
        Assert.Empty(_judges.Calls);
    }

    [Fact]
    public async Task A_status_that_is_too_large_is_left_out()
    {
        _site.Target.SetStatus(Store.Entry.Key, $"{{\"text\":\"{new string('x', 70_000)}\"}}");
        await StartAsync(_site.Hub.Manifest("p", Store));
        await _site.UntilAsync(() => Said(Store) is { Health: Health.Current, Status: null }, "told without it");
    }

    [Fact]
    public async Task Without_live_objects_or_judges_no_policy_runs()
    {
        _site.Target.Live = false;
        await StartAsync(Judging("p", ["*"], Store, Db), _site.Hub.Manifest("q", Workload("ConfigMap", "q", "1")));
        await _site.UntilAsync(_site.Reported, "reported");
        Assert.Equal(Health.Current, Said(Store)!.Health);
        await _site.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(_judges.Calls);
    }

    [Fact]
    public async Task An_edge_without_a_runtime_says_so()
    {
        _site.Policies = null;
        await StartAsync(Judging("p", ["Store"], Store));
        await _site.UntilAsync(() => Said(Store) is { Health: Health.Unknown, Reason: "NoRuntime" }, "said");
    }

    [Fact]
    public async Task A_bundle_that_nobody_needs_any_more_is_forgotten()
    {
        await StartAsync(Judging("p", ["Store"], Store));
        await _site.UntilAsync(() => Said(Store) is { Health: Health.Current }, "judged");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", Store)));
        await _site.UntilAsync(() => _judges.Calls.Contains("forget") && _site.Reported(), "forgotten");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task StartAsync(params RootEntry[] policies)
    {
        _site.Hub.Publish(policies);
        await _site.StartAsync();
    }

    private RootEntry Judging(string policy, string[] kinds, params (ManifestEntry Entry, byte[] Content)[] objects) =>
        _site.Hub.Manifest(policy, record => record with { Bundle = _site.Hub.Store(Bundle), Judges = kinds }, objects);

    private ReportObject? Said((ManifestEntry Entry, byte[] Content) item) =>
        _site.Hub.Reports.GetValueOrDefault(Site.Policy("p"))?.Objects.GetValueOrDefault(item.Entry.Key.ToString());

    private sealed class Judges : BarePolicyRuntime
    {
        internal ConcurrentQueue<string> Calls { get; } = [];

        internal PolicyFault? Fault { get; set; }

        internal bool Hangs { get; set; }

        internal Func<CancellationToken, Task> OnCall { get; set; } = static _ => Task.CompletedTask;

        public override Task<PolicyOutcome<PolicyShape>> LoadAsync(Digest digest, PolicyBundle bundle, CancellationToken token)
        {
            Calls.Enqueue("load");
            return Task.FromResult(new PolicyOutcome<PolicyShape>(new PolicyShape(new PolicySelection(), false, false, null), null));
        }

        public override Task ForgetAsync(Digest digest, CancellationToken token)
        {
            Calls.Enqueue("forget");
            return Task.CompletedTask;
        }

        public override async Task<PolicyOutcome<IReadOnlyList<HealthVerdict>>> HealthAsync(Digest bundle, IReadOnlyList<ReadOnlyMemory<byte>> objects, CancellationToken token)
        {
            Calls.Enqueue($"health {objects.Count}");
            await OnCall(token);
            if (Hangs)
            {
                await Task.Delay(Timeout.Infinite, token);
            }

            var texts = objects.Select(json => Encoding.UTF8.GetString(json.Span)).ToList();
            var fault = Fault ?? (texts.Any(text => text.Contains("Throw", StringComparison.Ordinal)) ? new PolicyFault("Threw", "no such phase", "p.js:3:7") : null);
            return fault is not null
                ? new PolicyOutcome<IReadOnlyList<HealthVerdict>>(null, fault)
                : new PolicyOutcome<IReadOnlyList<HealthVerdict>>([.. texts.Select(text => text.Contains("Filling", StringComparison.Ordinal)
                    ? new HealthVerdict(Health.InProgress, "Filling", "of store main")
                    : new HealthVerdict(Health.Current, "", ""))], null);
        }
    }
}
