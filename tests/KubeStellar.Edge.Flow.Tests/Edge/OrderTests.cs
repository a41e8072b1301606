using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>What depends on something is applied after it, removed before it, and kept in any case.</summary>
public sealed class OrderTests : IAsyncDisposable
{
    private const string Ready = """{"replicas":1,"readyReplicas":1,"currentReplicas":1,"updatedReplicas":1}""";
    private const string Starting = """{"replicas":1}""";

    private static readonly (ManifestEntry Entry, byte[] Content) Db = Workload("StatefulSet", "db", """{"replicas":1}""");
    private static readonly (ManifestEntry Entry, byte[] Content) Web = Workload("ConfigMap", "web", """{"v":1}""", Db.Entry.Key);
    private static readonly (ManifestEntry Entry, byte[] Content) Shop = Workload("ConfigMap", "shop", """{"v":1}""", Web.Entry.Key);
    private static readonly (ManifestEntry Entry, byte[] Content) Alone = Workload("ConfigMap", "alone", """{"v":1}""");

    private readonly Site _site = new();

    [Fact]
    public async Task An_object_waits_until_what_it_depends_on_is_current_and_holds_up_nobody()
    {
        _site.Target.SetStatus(Db.Entry.Key, Starting);
        await StartAsync(_site.Hub.Manifest("p", Web, Db, Shop, Alone));
        await _site.UntilAsync(() => Said(Web) is { Reason: "DependencyNotReady" } && Said(Alone) is { Applied: true }, "it waits and says so");
        Assert.True(Said(Web) is { Applied: false, Health: Health.InProgress });
        Assert.Equal("it waits for apps.StatefulSet.shop.db, which is InProgress (LessReady)", Said(Web)!.Message);
        Assert.Equal("it waits for _.ConfigMap.shop.web, which is not applied (DependencyNotReady)", Said(Shop)!.Message);
        Assert.True(_site.Has(Db, Alone));

        var before = _site.Time.GetUtcNow();
        _site.Target.SetStatus(Db.Entry.Key, Ready);
        await _site.UntilAsync(() => _site.Has(Db, Alone, Web, Shop) && _site.Reported(), "the whole chain is applied");
        Assert.True(_site.Time.GetUtcNow() - before < TimeSpan.FromSeconds(30), "the event wakes it, not the next full pass");
        Assert.Equal(["db", "web", "shop"], Applied().Where(name => name != "alone"));
    }

    [Fact]
    public async Task The_state_that_is_told_follows_the_dependency()
    {
        _site.Target.SetStatus(Db.Entry.Key, Starting);
        await StartAsync(_site.Hub.Manifest("p", Web, Db));
        await _site.UntilAsync(() => Said(Web)?.Message.Contains("LessReady", StringComparison.Ordinal) == true, "starting");
        _site.Target.SetStatus(Db.Entry.Key, """{"replicas":1,"conditions":[{"type":"Stalled","status":"True","reason":"NoQuota"}]}""");
        await _site.UntilAsync(() => Said(Web)?.Message.Contains("Failed (NoQuota)", StringComparison.Ordinal) == true, "failed");
        Assert.True(_site.Has(Db));
    }

    [Fact]
    public async Task A_policy_is_waited_for_when_the_edge_has_something_of_it()
    {
        _site.Target.SetStatus(Db.Entry.Key, Starting);
        var app = _site.Hub.Manifest("app", record => record with { DependsOn = ["platform", "elsewhere", "empty"] }, Alone);
        await StartAsync(app, _site.Hub.Manifest("platform", Db, Workload("ConfigMap", "base", "{}")), _site.Hub.Manifest("empty"));
        await _site.UntilAsync(() => Said(Alone, "app") is { Reason: "DependencyNotReady" } report && report.Message.Contains("LessReady", StringComparison.Ordinal), "it waits");
        Assert.Equal("it waits for policy default.platform: apps.StatefulSet.shop.db is InProgress (LessReady)", Said(Alone, "app")!.Message);
        _site.Target.SetStatus(Db.Entry.Key, Ready);
        await _site.UntilAsync(_site.Reported, "applied");
        Assert.Equal("alone", Applied().Last());
        _site.Link.Push(_site.Hub.Publish(app));
        await _site.UntilAsync(() => _site.Has(Alone) && _site.Reported(), "without the platform it is not waited for");
    }

    [Fact]
    public async Task What_no_tree_names_is_missed_until_it_comes()
    {
        await StartAsync(_site.Hub.Manifest("p", Web, Alone));
        await _site.UntilAsync(() => Said(Web) is { Reason: "DependencyMissing" }, "said");
        Assert.Contains("apps.StatefulSet.shop.db, which no policy places at this edge", Said(Web)!.Message, StringComparison.Ordinal);
        Assert.True(_site.Has(Alone));
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", Web, Alone), _site.Hub.Manifest("other", Db)));
        await _site.UntilAsync(() => _site.Has(Web, Alone, Db) && _site.Reported(), "it came with another policy");
    }

    [Fact]
    public async Task A_circle_is_told_and_costs_nothing_that_is_there()
    {
        await StartAsync(_site.Hub.Manifest("p", Alone, Workload("ConfigMap", "a", "1")));
        await _site.UntilAsync(_site.Reported, "before");
        var a = Workload("ConfigMap", "a", "1", new ObjectKey("", "ConfigMap", "shop", "b"));
        var b = Workload("ConfigMap", "b", "1", new ObjectKey("", "ConfigMap", "shop", "c"));
        var c = Workload("ConfigMap", "c", "1", a.Entry.Key);
        var behind = Workload("ConfigMap", "behind", "1", c.Entry.Key);
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", a, b, c, behind, Alone)));
        await _site.UntilAsync(() => new[] { a, b, c }.All(item => Said(item) is { Reason: "DependencyCycle" }) && Said(behind) is { Reason: "DependencyNotReady" }, "told");
        Assert.Contains("_.ConfigMap.shop.b -> _.ConfigMap.shop.c -> _.ConfigMap.shop.a -> _.ConfigMap.shop.b", Said(b)!.Message, StringComparison.Ordinal);
        Assert.True(Said(a) is { Applied: true, Health: Health.Current } && Said(b) is { Applied: false, Health: Health.Failed });
        Assert.True(_site.Has(Alone, a));
        _site.Target.Tamper(a.Entry.Key, "changed"u8.ToArray());
        await _site.UntilAsync(() => _site.Has(Alone, a), "put back");
        _site.Target.Tamper(a.Entry.Key, null);
        await _site.UntilAsync(() => Said(a) is { Applied: false, Reason: "DependencyCycle" }, "gone, and nobody of the circle is the first");
        Assert.DoesNotContain(_site.Target.Steps, step => step.StartsWith("remove", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_depends_on_others_is_removed_first_by_a_new_daemon_too()
    {
        await StartAsync(_site.Hub.Manifest("p", Web, Db, Shop, Alone));
        await _site.UntilAsync(_site.Reported, "applied");
        var stuck = true;
        _site.Target.Refuse = (step, key) => stuck && step == nameof(ITarget.RemoveAsync) && key == Web.Entry.Key
            ? new TargetOutcome(TargetOutcomeKind.Waiting, false, "Finalizer", "somebody holds it") : null;
        _site.Link.Push(_site.Hub.Publish());
        await _site.UntilAsync(() => Said(Db) is { Reason: "StillNeeded" } && Said(Web) is { Reason: "Finalizer" }, "what is needed stays");
        Assert.Equal("it is removed after _.ConfigMap.shop.web, which depends on it", Said(Db)!.Message);
        Assert.True(_site.Has(Web, Db));
        await _site.StopAsync();
        await _site.StartAsync(connected: false);
        await _site.PassAsync(TimeSpan.FromSeconds(2));
        Assert.True(_site.Has(Web, Db));
        stuck = false;
        await _site.UntilAsync(() => _site.Target.Objects.Count == 0, "gone");
        Assert.Equal(["shop", "web", "db"], Steps("remove").Where(name => name != "alone"));
    }

    [Fact]
    public async Task What_was_applied_is_kept_and_repaired_while_its_dependency_is_sick()
    {
        await StartAsync(_site.Hub.Manifest("p", Web, Db));
        await _site.UntilAsync(_site.Reported, "applied");
        _site.Target.SetStatus(Db.Entry.Key, Starting);
        await _site.UntilAsync(() => Said(Db) is { Reason: "LessReady" }, "sick");
        _site.Target.Tamper(Web.Entry.Key, "{\"x\":1}"u8.ToArray());
        await _site.UntilAsync(() => _site.Has(Web, Db), "changed, and put back");
        _site.Target.Tamper(Web.Entry.Key, null);
        await _site.UntilAsync(() => _site.Has(Web, Db), "removed, and put back");
    }

    [Fact]
    public async Task A_new_content_waits_and_the_old_one_is_kept_meanwhile()
    {
        _site.Target.SetStatus(Db.Entry.Key, Ready);
        await StartAsync(_site.Hub.Manifest("p", Web, Db));
        await _site.UntilAsync(_site.Reported, "applied");
        _site.Target.SetStatus(Db.Entry.Key, Starting);
        var newer = Workload("ConfigMap", "web", """{"v":2}""", Db.Entry.Key);
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", newer, Db)));
        await _site.UntilAsync(() => Said(newer) is { Reason: "DependencyNotReady" } report && report.Content == newer.Entry.Content, "the new one waits");
        Assert.True(_site.Has(Web, Db));
        _site.Target.Tamper(Web.Entry.Key, null);
        await _site.UntilAsync(() => _site.Has(Web, Db), "the old one is put back");
        _site.Target.SetStatus(Db.Entry.Key, Ready);
        await _site.UntilAsync(() => _site.Has(newer, Db) && _site.Reported(), "the new one is applied");
    }

    [Fact]
    public async Task A_restart_makes_nothing_anew_and_keeps_the_order_where_all_is_gone()
    {
        _site.Target.SetStatus(Db.Entry.Key, Ready);
        await StartAsync(_site.Hub.Manifest("p", Web, Db));
        await _site.UntilAsync(_site.Reported, "applied");
        await _site.StopAsync();
        _site.Target.SetStatus(Db.Entry.Key, Starting);
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Flow.Status.Policies.SelectMany(policy => policy.Objects).Any(item => item.Reason == "LessReady"), "looked at");
        Assert.Equal(["db", "web"], Applied());
        await _site.StopAsync();
        _site.Target.Tamper(Db.Entry.Key, null);
        _site.Target.Tamper(Web.Entry.Key, null);
        await _site.StartAsync(connected: false);
        await _site.UntilAsync(() => _site.Has(Db), "the first is there again");
        await _site.PassAsync(TimeSpan.FromSeconds(3));
        Assert.True(_site.Has(Db));
        _site.Target.SetStatus(Db.Entry.Key, Ready);
        await _site.UntilAsync(() => _site.Has(Db, Web), "then the other");
        Assert.Equal(["db", "web", "db", "web"], Applied());
    }

    [Fact]
    public async Task What_was_applied_and_is_not_on_record_is_found_in_place_while_its_dependency_is_sick()
    {
        await StartAsync(_site.Hub.Manifest("p", Web, Db));
        await _site.UntilAsync(_site.Reported, "applied");
        await _site.StopAsync();

        // As after a kill between apply and record.
        await _site.Inventory.WriteAsync([_site.Inventory.Lines!.Single(line => line.Key == Web.Entry.Key) with { Content = default }], [], default);
        _site.Target.SetStatus(Db.Entry.Key, Starting);
        await _site.StartAsync();
        await _site.UntilAsync(() => Said(Db) is { Reason: "LessReady" } && _site.Inventory.Lines!.All(line => !line.Content.IsZero), "on record");
        Assert.True(Said(Web) is { Applied: true, Health: Health.Current });
        Assert.Equal(["db", "web"], Applied());
    }

    [Fact]
    public async Task What_may_be_edited_is_waited_for_only_until_it_is_there()
    {
        var once = Workload("ConfigMap", "once", "1");
        once = (once.Entry with { CreateOnly = true }, once.Content);
        var free = Workload("ConfigMap", "free", "1");
        free = (free.Entry with { Drift = DriftMode.Ignore }, free.Content);
        await StartAsync(_site.Hub.Manifest("p", once, free));
        await _site.UntilAsync(_site.Reported, "applied");
        _site.Target.Tamper(once.Entry.Key, "{}"u8.ToArray());
        _site.Target.Tamper(free.Entry.Key, "{}"u8.ToArray());
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", once, free, Workload("ConfigMap", "web", "1", once.Entry.Key, free.Entry.Key))));
        await _site.UntilAsync(_site.Reported, "applied, though both were edited");
    }

    [Fact]
    public async Task A_crash_anywhere_between_dependency_and_dependent_breaks_no_order()
    {
        var crashes = 0;
        for (var n = 1; n < 400; n++)
        {
            await using var site = new Site();
            site.Hub.Publish(site.Hub.Manifest("p", Web, Db, Shop));
            site.Fault.CrashAt = n;
            await site.StartAsync();
            await site.UntilAsync(() => site.Fault.Crashed || site.Reported(), $"crash {n}, or done");
            if (!site.Fault.Crashed)
            {
                break;
            }

            crashes++;
            await site.StopAsync();
            site.Fault.CrashAt = 0;
            site.Fault.Revive();
            await site.StartAsync();
            await site.UntilAsync(() => site.Has(Web, Db, Shop) && site.Reported(), $"repaired after crash {n}");
            Assert.Equal(["db", "web", "shop"], Steps(site, "apply"));
            site.Link.Push(site.Hub.Publish());
            await site.UntilAsync(() => site.Target.Objects.Count == 0, "gone");
            Assert.Equal(["shop", "web", "db"], Steps(site, "remove"));
        }

        Assert.InRange(crashes, 10, 398);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private async Task StartAsync(params RootEntry[] policies)
    {
        _site.Hub.Publish(policies);
        await _site.StartAsync();
    }

    private ReportObject? Said((ManifestEntry Entry, byte[] Content) item, string policy = "p") =>
        _site.Hub.Reports.GetValueOrDefault(Site.Policy(policy))?.Objects.GetValueOrDefault(item.Entry.Key.ToString());

    private IEnumerable<string> Applied() => Steps("apply");

    private IEnumerable<string> Steps(string verb) => Steps(_site, verb);

    private static IEnumerable<string> Steps(Site site, string verb) =>
        site.Target.Steps.Where(step => step.StartsWith(verb, StringComparison.Ordinal)).Select(step => step[(step.LastIndexOf('.') + 1)..]);
}
