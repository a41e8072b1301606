using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge;

/// <summary>Several objects at once: one that hangs holds up nobody, and order stays order.</summary>
public sealed class LaneTests : IAsyncDisposable
{
    private readonly Site _site = new();
    private readonly ConcurrentDictionary<ObjectKey, int> _running = [];
    private readonly TaskCompletionSource _release = new();
    private int _most;

    [Fact]
    public async Task Objects_that_hang_hold_up_nobody_and_are_applied_when_they_go_on()
    {
        var stuck = Enumerable.Range(0, 12).Select(i => Workload("Deployment", $"stuck-{i}", """{"v":1}""")).ToArray();
        var fine = Enumerable.Range(0, 40).Select(i => Workload("ConfigMap", $"fine-{i}", """{"v":1}""")).ToArray();
        var late = Workload("Ingress", "late", """{"v":1}""");
        Hang(key => key.Kind == "Deployment");
        _site.Hub.Publish(_site.Hub.Manifest("p", [.. stuck, .. fine, late]));
        await _site.StartAsync();

        await _site.UntilAsync(() => _site.Has([.. fine, late]), "all others are applied");
        Assert.InRange(_most, 2, 12);

        // What comes meanwhile is done meanwhile.
        var more = Workload("ConfigMap", "more", """{"v":1}""");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", [.. stuck, .. fine[1..], late, more])));
        await _site.UntilAsync(() => _site.Has([.. fine[1..], late, more]), "a newer root is taken up");

        _release.SetResult();
        await _site.UntilAsync(() => _site.Has([.. stuck, .. fine[1..], late, more]) && _site.Reported(), "the rest follows");
    }

    [Fact]
    public async Task Never_two_steps_on_one_object_and_never_more_than_may_be()
    {
        var all = Enumerable.Range(0, 60).Select(i => Workload("ConfigMap", $"c-{i}", """{"v":1}""")).ToArray();
        Hang(_ => false);
        _site.Hub.Publish(_site.Hub.Manifest("p", all));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");

        // Time runs fast here, so that steps may seem to hang: as many again.
        Assert.InRange(_most, 2, 8);
    }

    [Fact]
    public async Task What_is_needed_comes_first_on_many_lanes_too()
    {
        var chain = new List<(ManifestEntry Entry, byte[] Content)>();
        for (var i = 0; i < 12; i++)
        {
            chain.Add(Workload("ConfigMap", $"z-{12 - i}", """{"v":1}""", [.. chain.TakeLast(1).Select(item => item.Entry.Key)]));
        }

        Hang(_ => false);
        _site.Hub.Publish(_site.Hub.Manifest("p", [.. chain.OrderBy(item => item.Entry.Key)]));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        Assert.Equal(chain.Select(item => $"apply {item.Entry.Key}"), _site.Target.Steps.Where(step => step.StartsWith("apply", StringComparison.Ordinal)));

        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p")));
        await _site.UntilAsync(() => _site.Has(), "gone");
        Assert.Equal(
            chain.Select(item => $"remove {item.Entry.Key}").Reverse(), _site.Target.Steps.Where(step => step.StartsWith("remove", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_kind_that_was_slow_once_does_not_wait_for_another_that_hangs()
    {
        var stuck = Enumerable.Range(0, 12).Select(i => Workload("Deployment", $"stuck-{i}", """{"v":1}""")).ToArray();
        var slow = Enumerable.Range(0, 8).Select(i => Workload("ConfigMap", $"slow-{i}", """{"v":1}""")).ToArray();
        var once = new TaskCompletionSource();
        _site.Target.LaneCount = 4;
        _site.Target.Hang = (_, key) => key.Kind == "Deployment" ? _release.Task : once.Task;
        _site.Hub.Publish(_site.Hub.Manifest("p", [.. stuck, .. slow]));
        await _site.StartAsync();
        await _site.PassAsync(TimeSpan.FromSeconds(30));
        once.SetResult();
        await _site.UntilAsync(() => _site.Has(slow), "what was slow goes on");
    }

    [Fact]
    public async Task Who_waits_is_woken_by_a_step_that_ends_after_it_was_passed_by()
    {
        var db = Workload("StatefulSet", "db", """{"replicas":1}""");
        var web = Workload("ConfigMap", "web", """{"v":1}""", db.Entry.Key);
        var shop = Workload("ConfigMap", "shop", """{"v":1}""", web.Entry.Key);
        _site.Target.SetStatus(db.Entry.Key, """{"replicas":1}""");
        Hang(_ => false);
        _site.Hub.Publish(_site.Hub.Manifest("p", db, web, shop));
        await _site.StartAsync();
        await _site.UntilAsync(() => Said(shop)?.Reason == "DependencyNotReady" && Said(web)?.Message.Contains("LessReady", StringComparison.Ordinal) == true, "they wait");
        _site.Target.SetStatus(db.Entry.Key, """{"replicas":1,"readyReplicas":1,"currentReplicas":1,"updatedReplicas":1}""");

        // Time stands: it is the event that wakes them, not the next full pass.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!_site.Has(db, web, shop))
        {
            Assert.False(limit.IsCancellationRequested, "the chain is not applied");
            await Task.Yield();
        }
    }

    [Fact]
    public async Task What_is_wanted_again_while_it_is_removed_is_made_anew()
    {
        var item = Workload("ConfigMap", "again", """{"v":1}""");
        var other = Workload("ConfigMap", "other", """{"v":1}""");
        _site.Target.LaneCount = 4;
        var begun = false;
        _site.Target.Hang = (step, key) =>
        {
            var removes = step == nameof(ITarget.RemoveAsync) && key == item.Entry.Key;
            begun |= removes;
            return removes ? _release.Task : Task.CompletedTask;
        };
        _site.Hub.Publish(_site.Hub.Manifest("p", item, other));
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "applied");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", other)));
        await _site.UntilAsync(() => begun, "it is being removed");
        _site.Link.Push(_site.Hub.Publish(_site.Hub.Manifest("p", item, other)));
        await _site.UntilAsync(() => _site.Target.Steps.Count(step => step == "intend 2") >= 3, "wanted again");
        _release.SetResult();
        await _site.UntilAsync(() => _site.Target.Steps.Contains($"remove {item.Entry.Key}"), "removed");
        await _site.UntilAsync(() => _site.Has(item, other) && _site.Reported(), "there again");
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private ReportObject? Said((ManifestEntry Entry, byte[] Content) item) =>
        _site.Hub.Reports.GetValueOrDefault(Site.Policy("p"))?.Objects.GetValueOrDefault(item.Entry.Key.ToString());

    private void Hang(Func<ObjectKey, bool> stuck)
    {
        var now = 0;
        _site.Target.LaneCount = 4;
        _site.Target.Hang = async (_, key) =>
        {
            Assert.Equal(1, _running.AddOrUpdate(key, 1, (_, count) => count + 1));
            var count = Interlocked.Increment(ref now);
            InterlockedMax(ref _most, count);
            await Task.Yield();
            if (stuck(key))
            {
                await _release.Task;
            }

            Interlocked.Decrement(ref now);
            _running[key] = 0;
        };
    }

    private static void InterlockedMax(ref int place, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref place)) < value && Interlocked.CompareExchange(ref place, value, seen) != seen)
        {
        }
    }
}
