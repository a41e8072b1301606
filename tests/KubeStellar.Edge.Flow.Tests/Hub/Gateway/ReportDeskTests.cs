using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Admission;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gateway;

public sealed class ReportDeskTests
{
    private static readonly Digest Manifest = Digest.Of("m"u8);
    private static readonly string Policy = GatewayWorld.Policy.ToString();

    [Fact]
    public async Task Deltas_are_merged_and_acknowledged_when_durable()
    {
        await using var world = await WorldAsync();
        Assert.Equal(1, (await world.SendAsync("e1", GatewayWorld.Delta("e1", 1, Manifest, 0, ("a", Health.InProgress), ("b", Health.Current)))).Durable[Policy]);
        var delta = GatewayWorld.Delta("e1", 2, Manifest, 1, ("a", Health.Current)) with { Removed = [GatewayWorld.Key with { Name = "b" }] };
        Assert.Equal(2, (await world.SendAsync("e1", delta)).Durable[Policy]);

        var report = (await world.Get<IHubReports>().ReadAsync("e1", GatewayWorld.Policy, default))!;
        Assert.Equal([(GatewayWorld.Key with { Name = "a" }).ToString()], report.Objects.Keys);
        Assert.NotNull(await world.Buckets.Of(Buckets.Status).GetAsync($"e1.{Policy}", default));
        Assert.Equal([1L, 2L], world.Reports.Select(one => one.Sequence));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_newer_edge_says_in_a_way_that_is_not_understood_is_refused_and_what_was_known_stays(bool partial)
    {
        await using var world = await WorldAsync();
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 1, Manifest, 0, ("a", Health.Current)));
        var delta = GatewayWorld.Delta("e1", 2, Manifest, 1, ("a", Health.Failed));
        delta = partial
            ? delta with { Partial = new PartialRecord { Edge = "e1", Policy = GatewayWorld.Policy, Bundle = Manifest, Sequence = 2, SchemaVersion = 2 } }
            : delta with { Report = delta.Report with { SchemaVersion = 2 } };
        var reply = await world.SendAsync("e1", delta);

        Assert.Contains("schema version 2", reply.Refused, StringComparison.Ordinal);
        Assert.Equal(1, world.Get<IHubReports>().Head("e1", GatewayWorld.Policy)!.Sequence);
        await GatewayWorld.UntilAsync(() => world.Events.Events.Any(one => one.Kind == "report.refused"));
    }

    [Fact]
    public async Task Refused_reports_are_told_by_the_audit_at_a_bounded_rate()
    {
        await using var world = await WorldAsync();
        for (var i = 0; i < 200; i++)
            await world.SendAsync("e1", GatewayWorld.Delta("e2", 1, Manifest));
        await GatewayWorld.UntilAsync(() => world.Events.Events.Count(one => one.Kind == "report.refused") == 20);
        Assert.Equal(("e1", "e1"), world.Events.Events.Where(one => one.Kind == "report.refused").Select(one => (one.Subject, one.Actor)).Distinct().Single());
    }

    [Fact]
    public async Task Each_object_has_the_time_at_which_it_came_by_this_clock_also_after_a_restart()
    {
        await using var world = await WorldAsync();
        var (key, other) = ((GatewayWorld.Key with { Name = "a" }).ToString(), (GatewayWorld.Key with { Name = "b" }).ToString());
        var claims = GatewayWorld.Delta("e1", 1, Manifest, 0, ("a", Health.InProgress), ("b", Health.Current));
        claims.Report.Objects[key] = claims.Report.Objects[key] with { ArrivedAt = DateTimeOffset.MaxValue };
        var first = world.Time.GetUtcNow();
        await world.SendAsync("e1", claims);
        world.Time.Advance(TimeSpan.FromMinutes(5));
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 2, Manifest, 1, ("a", Health.Current)));

        await using var restarted = await WorldAsync(world.Buckets);
        await restarted.Get<Flow.Hub.Gateway.ReportBook>().LoadAsync(default);
        foreach (var one in new[] { world, restarted })
        {
            var reports = (await one.Get<IHubReports>().ReadAsync("e1", GatewayWorld.Policy, default))!.Objects;
            Assert.Equal((first.AddMinutes(5), first), (reports[key].ArrivedAt!.Value, reports[other].ArrivedAt!.Value));
        }
    }

    [Fact]
    public async Task What_the_device_before_said_is_forgotten_when_another_is_the_edge_also_by_a_hub_that_died_over_it()
    {
        await using var world = await WorldAsync();
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 900, Manifest, 0, ("a", Health.Current)));
        await world.SendAsync("e2", GatewayWorld.Delta("e2", 900, Manifest, 0, ("a", Health.Current)));
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(900, (await world.SendAsync("e1", GatewayWorld.Delta("e1", 1, Manifest, 0, ("a", Health.InProgress)))).Durable[Policy]);

        world.Get<Successions>().Add("e1");
        await GatewayWorld.UntilAsync(() => world.Get<IHubReports>().Head("e1", GatewayWorld.Policy) is null);
        Assert.Equal(1, (await world.SendAsync("e1", GatewayWorld.Delta("e1", 1, Manifest, 0, ("a", Health.InProgress)))).Durable[Policy]);
        Assert.Equal(900, world.Get<IHubReports>().Head("e2", GatewayWorld.Policy)!.Sequence);

        // It died between the record and this.
        await using var next = new GatewayWorld(buckets: world.Buckets);
        next.Inventory.Put(next.Inventory.Add("e2") with { Identity = new EdgeIdentity("UNEW", "x", "", world.Time.GetUtcNow()) });
        next.Inventory.Add("e1");
        await next.Get<Flow.Hub.Gateway.ReportBook>().LoadAsync(default);
        Assert.Null(next.Get<IHubReports>().Head("e2", GatewayWorld.Policy));
        Assert.Equal(1, next.Get<IHubReports>().Head("e1", GatewayWorld.Policy)!.Sequence);
    }

    [Fact]
    public async Task An_unknown_base_is_asked_for_whole_and_an_old_sequence_is_acknowledged_and_dropped()
    {
        await using var world = await WorldAsync();
        Assert.Equal([Policy], (await world.SendAsync("e1", GatewayWorld.Delta("e1", 2, Manifest, 1))).Resync);
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 5, Manifest));
        Assert.Equal([Policy], (await world.SendAsync("e1", GatewayWorld.Delta("e1", 9, Manifest, 4))).Resync);

        var late = await world.SendAsync("e1", GatewayWorld.Delta("e1", 3, Manifest, 2));
        Assert.Equal(5, late.Durable[Policy]);
        Assert.Empty(late.Resync);
        Assert.Single(world.Reports);
    }

    [Fact]
    public async Task Nobody_speaks_for_another_edge_or_for_policies_that_it_does_not_have()
    {
        await using var world = await WorldAsync();
        Assert.NotEqual("", (await world.Handler.ReportAsync("e1", new ReportMessage { Edge = "e2", Reports = [] }, default)).Refused);
        Assert.NotEqual("", (await world.SendAsync("e1", GatewayWorld.Delta("e2", 1, Manifest))).Refused);
        var stray = GatewayWorld.Delta("e1", 1, Manifest);
        await world.SendAsync("e1", stray with { Report = stray.Report with { Policy = new PolicyKey("default", "invented") } });
        Assert.Empty(world.Buckets.Of(Buckets.Status).Written);
        await Assert.ThrowsAsync<ArgumentException>(() => world.Handler.FactsAsync("e1", new FactsMessage { Edge = "e2" }, default));
        Assert.NotEqual("", (await world.SendAsync("stranger", GatewayWorld.Delta("stranger", 1, Manifest))).Refused);
    }

    [Fact]
    public async Task Waits_while_the_bucket_is_away_and_writes_the_newest_only()
    {
        await using var world = await WorldAsync();
        var bucket = world.Buckets.Of(Buckets.Status);
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 1, Manifest));
        bucket.ClearWritten();
        var tries = 0;
        bucket.Fault = () =>
        {
            Interlocked.Increment(ref tries);
            return new BucketUnavailableException("away");
        };
        var sent = Enumerable.Range(2, 5).Select(sequence => world.SendAsync("e1", GatewayWorld.Delta("e1", sequence, Manifest))).ToList();
        await GatewayWorld.UntilAsync(() => Volatile.Read(ref tries) > 0);
        Assert.All(sent, task => Assert.False(task.IsCompleted));

        bucket.Fault = null;
        await GatewayWorld.UntilAsync(() =>
        {
            world.Time.Advance(TimeSpan.FromMilliseconds(250));
            return sent.TrueForAll(task => task.IsCompleted);
        });
        Assert.Equal(6, world.Get<IHubReports>().Head("e1", GatewayWorld.Policy)!.Sequence);
        Assert.InRange(bucket.Written.Count, 1, 2);
    }

    [Fact]
    public async Task A_policy_that_left_the_edge_leaves_the_bucket_and_late_words_do_not_bring_it_back()
    {
        await using var world = await WorldAsync();
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 1, Manifest));
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 3, default));
        Assert.Null(await world.Buckets.Of(Buckets.Status).GetAsync($"e1.{Policy}", default));
        Assert.Null(world.Reports[^1].Sequence);

        Assert.Equal(3, (await world.SendAsync("e1", GatewayWorld.Delta("e1", 2, Manifest))).Durable[Policy]);
        Assert.Null(world.Get<IHubReports>().Head("e1", GatewayWorld.Policy));
    }

    [Fact]
    public async Task A_restart_finds_what_was_durable_and_asks_for_what_is_not()
    {
        await using var first = await WorldAsync();
        await first.SendAsync("e1", GatewayWorld.Delta("e1", 7, Manifest, 0, ("a", Health.Current)));

        await using var second = await WorldAsync(first.Buckets);
        await GatewayWorld.UntilAsync(() => second.Get<IHubReports>().Head("e1", GatewayWorld.Policy) is not null);
        Assert.Equal(8, (await second.SendAsync("e1", GatewayWorld.Delta("e1", 8, Manifest, 7))).Durable[Policy]);

        var root = second.Desired.Root("e2")!;
        var reply = second.Handler.Heartbeat("e2", new HeartbeatMessage { Edge = "e2", Epoch = 1, Revision = 2, RootDigest = root.Digest });
        Assert.Equal([Policy], reply.Resync);
    }

    [Fact]
    public async Task A_partial_alone_is_written_without_the_report_that_it_stands_beside()
    {
        await using var first = await WorldAsync();
        var (statuses, key) = (first.Buckets.Of(Buckets.Status), $"e1.{Policy}");
        await first.SendAsync("e1", Partial(GatewayWorld.Delta("e1", 1, Manifest, 0, ("a", Health.Current))));
        var written = (await statuses.GetAsync(key, default))!.Revision;
        Assert.Equal(2, (await first.SendAsync("e1", Partial(GatewayWorld.Delta("e1", 2, Manifest, 1)))).Durable[Policy]);
        Assert.Equal(3, (await first.SendAsync("e1", Partial(GatewayWorld.Delta("e1", 3, Manifest, 2)))).Durable[Policy]);
        Assert.Equal(written, (await statuses.GetAsync(key, default))!.Revision);

        // The next hub knows how far it was, and goes on from there.
        await using var second = await WorldAsync(first.Buckets);
        await GatewayWorld.UntilAsync(() => second.Get<IHubReports>().Head("e1", GatewayWorld.Policy) is not null);
        Assert.Equal((3, 3), (second.Get<IHubReports>().Head("e1", GatewayWorld.Policy)!.Sequence, second.Get<IHubReports>().Partial("e1", GatewayWorld.Policy)!.Sequence));
        Assert.Equal(4, (await second.SendAsync("e1", Partial(GatewayWorld.Delta("e1", 4, Manifest, 3, ("a", Health.Failed))))).Durable[Policy]);
        Assert.NotEqual(written, (await statuses.GetAsync(key, default))!.Revision);
        Assert.Equal(Health.Failed, Assert.Single((await second.Get<IHubReports>().ReadAsync("e1", GatewayWorld.Policy, default))!.Objects).Value.Health);
    }

    [Theory]
    [InlineData(Buckets.Status)]
    [InlineData(Buckets.Heads)]
    [InlineData(Buckets.Partials)]
    public async Task What_one_bucket_lacks_when_a_hub_dies_between_two_writes_is_taken_from_the_edge_again(string lacks)
    {
        await using var first = await WorldAsync();
        var (bucket, key) = (first.Buckets.Of(lacks), $"e1.{Policy}");
        await first.SendAsync("e1", Partial(GatewayWorld.Delta("e1", 1, Manifest, 0, ("a", Health.InProgress))));
        var before = (await bucket.GetAsync(key, default))!.Value;
        var unanswered = Partial(GatewayWorld.Delta("e1", 2, Manifest, 1, ("a", Health.Current)));
        await first.SendAsync("e1", unanswered);
        await bucket.PutAsync(key, before, null, default);

        await using var second = await WorldAsync(first.Buckets);
        await GatewayWorld.UntilAsync(() => second.Get<IHubReports>().Head("e1", GatewayWorld.Policy) is not null);
        Assert.Equal(2, (await second.SendAsync("e1", unanswered)).Durable[Policy]);
        Assert.Equal((2, Health.Current), (second.Get<IHubReports>().Partial("e1", GatewayWorld.Policy)!.Sequence, Assert.Single((await second.Get<IHubReports>().ReadAsync("e1", GatewayWorld.Policy, default))!.Objects).Value.Health));
    }

    [Fact]
    public async Task A_lost_bucket_is_filled_again_from_memory()
    {
        await using var world = await WorldAsync();
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 1, Manifest));
        world.Buckets.Of(Buckets.Status).Wipe();
        foreach (var keeper in world.Get<IEnumerable<IHubReload>>())
            await keeper.ReloadAsync(Buckets.Status, true, default);
        Assert.NotNull(await world.Buckets.Of(Buckets.Status).GetAsync($"e1.{Policy}", default));
    }

    [Fact]
    public async Task News_are_written_as_news_until_so_much_changed_that_all_of_it_is_written_anew()
    {
        await using var world = await WorldAsync();
        var (whole, heads, names) = (world.Buckets.Of(Buckets.Status), world.Buckets.Of(Buckets.Heads), Enumerable.Range(0, 100).Select(n => $"o{n:d3}").ToArray());
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 1, Manifest, 0, [.. names.Select(name => (name, Health.Current))]));
        Assert.Equal((1, 1), (whole.Written.Count, heads.Written.Count));
        for (var n = 0; n < 25; n++)
        {
            heads.ClearWritten();
            await world.SendAsync("e1", GatewayWorld.Delta("e1", n + 2, Manifest, n + 1, (names[n], Health.Failed)));
            Assert.Equal((1, 1), (whole.Written.Count, heads.Written.Count));
        }

        heads.ClearWritten();
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 27, Manifest, 26, (names[60], Health.Failed)));
        Assert.Equal((2, 1), (whole.Written.Count, heads.Written.Count));
        foreach (var hub in new[] { world, await WorldAsync(world.Buckets) })
        {
            await hub.Get<Flow.Hub.Gateway.ReportBook>().LoadAsync(default);
            var report = (await hub.Get<IHubReports>().ReadAsync("e1", GatewayWorld.Policy, default))!;
            Assert.Equal((27, 100, 26), (report.Sequence, report.Objects.Count, report.Objects.Values.Count(item => item.Health is Health.Failed)));
        }
    }

    [Fact]
    public async Task Reports_of_an_older_hub_get_their_heads_once_and_are_no_less_known()
    {
        await using var first = await WorldAsync();
        await first.SendAsync("e1", GatewayWorld.Delta("e1", 7, Manifest, 0, ("a", Health.Failed)));
        await first.SendAsync("e2", GatewayWorld.Delta("e2", 4, Manifest, 0, ("a", Health.Current)));
        var old = MemoryBuckets.Made(first.Time);
        foreach (var edge in new[] { "e1", "e2" })
            await old.Of(Buckets.Status).PutAsync($"{edge}.{Policy}", (await first.Buckets.Of(Buckets.Status).GetAsync($"{edge}.{Policy}", default))!.Value, null, default);
        await old.Of(Buckets.Status).DeleteAsync($"e9.{Policy}", null, default);

        for (var start = 0; start < 2; start++)
        {
            old.Of(Buckets.Heads).ClearWritten();
            await using var hub = await WorldAsync(old);
            await hub.Get<Flow.Hub.Gateway.ReportBook>().LoadAsync(default);
            Assert.Equal((7, 4), (hub.Get<IHubReports>().Head("e1", GatewayWorld.Policy)!.Sequence, hub.Get<IHubReports>().Head("e2", GatewayWorld.Policy)!.Sequence));
            Assert.Equal(start == 0 ? 3 : 0, old.Of(Buckets.Heads).Written.Count);
            if (start == 1)
                Assert.Equal(8, (await hub.SendAsync("e1", GatewayWorld.Delta("e1", 8, Manifest, 7, ("b", Health.Current)))).Durable[Policy]);
        }
    }

    [Fact]
    public async Task What_an_older_hub_wrote_while_it_was_here_counts_and_not_the_heads_of_before()
    {
        await using var first = await WorldAsync();
        await first.SendAsync("e1", GatewayWorld.Delta("e1", 7, Manifest, 0, ("a", Health.Current)));
        await first.SendAsync("e2", GatewayWorld.Delta("e2", 4, Manifest, 0, ("a", Health.Current)));
        var whole = GatewayWorld.Delta("e1", 9, Manifest, 0, ("a", Health.Failed), ("b", Health.Current)).Report;
        await first.Buckets.Of(Buckets.Status).PutAsync($"e1.{Policy}", System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(whole, Contracts.ContractsJson.Default.ReportRecord), null, default);
        await first.Buckets.Of(Buckets.Status).DeleteAsync($"e2.{Policy}", null, default);

        await using var second = new GatewayWorld(buckets: first.Buckets);
        second.Inventory.Add("e1");
        second.Inventory.Add("e2");
        second.Get<LeaseNotes>().AfterHeadless = true;
        await second.Get<Flow.Hub.Gateway.ReportBook>().LoadAsync(default);
        Assert.Equal((9, 2), (second.Get<IHubReports>().Head("e1", GatewayWorld.Policy)!.Sequence, (await second.Get<IHubReports>().ReadAsync("e1", GatewayWorld.Policy, default))!.Objects.Count));
        Assert.Null(second.Get<IHubReports>().Head("e2", GatewayWorld.Policy));
        Assert.Null(await first.Buckets.Of(Buckets.Heads).GetAsync($"e2.{Policy}", default));
    }

    [Fact]
    public async Task Where_the_whole_report_is_lost_the_rest_is_told_and_the_edge_is_asked_for_it()
    {
        await using var world = await WorldAsync();
        var (bucket, reports) = (world.Buckets.Of(Buckets.Status), world.Get<IHubReports>());
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 1, Manifest, 0, ("a", Health.Current), ("b", Health.Current)));
        await world.SendAsync("e1", GatewayWorld.Delta("e1", 2, Manifest, 1, ("a", Health.Failed)));
        Assert.Empty(Asked());
        bucket.Drop($"e1.{Policy}");
        var told = (await reports.ReadAsync("e1", GatewayWorld.Policy, default))!;
        Assert.Equal([Health.Failed, Health.Current], told.Objects.Values.Select(item => item.Health));
        Assert.Equal([Policy], Asked());

        await world.SendAsync("e1", GatewayWorld.Delta("e1", 3, Manifest, 0, ("a", Health.Failed), ("b", Health.InProgress)));
        Assert.Empty(Asked());
        Assert.Equal([Health.Failed, Health.InProgress], (await reports.ReadAsync("e1", GatewayWorld.Policy, default))!.Objects.Values.Select(item => item.Health));

        IReadOnlyList<string> Asked() =>
            world.Handler.Heartbeat("e1", new HeartbeatMessage { Edge = "e1", Epoch = 1, Revision = 1, RootDigest = world.Desired.Root("e1")!.Digest, Applied = true }).Resync;
    }

    private static ReportDelta Partial(ReportDelta delta) =>
        delta with { Partial = new PartialRecord { Edge = delta.Report.Edge, Policy = GatewayWorld.Policy, Bundle = default, Sequence = delta.Report.Sequence } };

    private static Task<GatewayWorld> WorldAsync(MemoryBuckets? buckets = null)
    {
        var world = new GatewayWorld(buckets: buckets);
        foreach (var (edge, revision) in new[] { ("e1", 1), ("e2", 2) })
        {
            world.Inventory.Add(edge);
            world.Desired.Publish(edge, 1, revision, (GatewayWorld.Policy, Manifest));
        }

        return world.StartAsync();
    }
}
