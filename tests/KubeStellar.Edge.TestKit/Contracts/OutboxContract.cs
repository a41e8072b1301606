using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Status.Report;
using Xunit;

namespace KubeStellar.Edge.TestKit.Contracts;

/// <summary>What every outbox does.</summary>
public abstract class OutboxContract
{
    protected abstract IOutbox Reopen();

    [Fact]
    public async Task The_newest_report_of_a_policy_replaces_the_one_before()
    {
        await Reopen().PutAsync(new OutboxItem(Policy, Report(1), null, null), default);
        await Reopen().PutAsync(new OutboxItem(Policy, Report(2), null, Report(1)), default);
        var item = Assert.Single(await Reopen().ReadAsync(default));
        Assert.Equal(2, item.Newest.Sequence);
        Assert.Equal(1, item.Acknowledged!.Sequence);
        Assert.Equal("Current", item.Newest.Objects["_.ConfigMap.shop.a"].Health.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(100)]
    public async Task Whatever_was_put_last_is_read_whole_however_much_of_it_changed(int names)
    {
        var random = new Random(names);
        var outbox = Reopen();
        OutboxItem? put = null;
        for (var step = 1; step <= 120; step++)
        {
            put = Next(random, put, names, step);
            await outbox.PutAsync(put, default);
            if (random.Next(4) == 0)
            {
                outbox = Reopen();
            }

            if (random.Next(3) == 0)
            {
                var read = Assert.Single(await outbox.ReadAsync(default));
                Assert.Equal((Text(put.Newest), put.Partial?.Sequence), (Text(read.Newest), read.Partial?.Sequence));
                Assert.Equal(put.Acknowledged is null ? null : Text(put.Acknowledged), read.Acknowledged is null ? null : Text(read.Acknowledged));
            }

            if (random.Next(30) == 0)
            {
                await outbox.RemoveAsync(Policy, default);
                outbox = Reopen();
                Assert.Empty(await outbox.ReadAsync(default));
                put = null;
            }
        }
    }

    [Fact]
    public async Task A_policy_can_be_forgotten()
    {
        await Reopen().PutAsync(new OutboxItem(Policy, Report(1), null, null), default);
        await Reopen().RemoveAsync(Policy, default);
        Assert.Empty(await Reopen().ReadAsync(default));
    }

    [Fact]
    public async Task Sequences_rise_across_restarts()
    {
        var last = 0L;
        for (var restart = 0; restart < 3; restart++)
        {
            var outbox = Reopen();
            for (var i = 0; i < 300; i++)
            {
                var next = await outbox.NextSequenceAsync(default);
                Assert.True(next > last);
                last = next;
            }
        }
    }

    /// <summary>A new report, or what the hub says to the one before.</summary>
    private static OutboxItem Next(Random random, OutboxItem? before, int names, int step)
    {
        if (before is not null && random.Next(3) == 0)
        {
            return before with { Acknowledged = random.Next(5) == 0 ? null : before.Newest };
        }

        var objects = new SortedDictionary<string, ReportObject>(before?.Newest.Objects ?? [], StringComparer.Ordinal);
        var many = random.Next(10) == 0;
        for (var i = 0; i < names; i++)
        {
            var key = $"_.ConfigMap.shop.c{i:d3}";
            if (before is not null && !many && random.Next(names) > 2)
            {
                continue;
            }

            if (random.Next(8) == 0)
            {
                objects.Remove(key);
            }
            else
            {
                objects[key] = new ReportObject { Content = Digest.Of([(byte)random.Next(9)]), Applied = random.Next(2) == 0, Health = (Health)random.Next(4), Message = "step " + step };
            }
        }

        var report = Report(step) with { Objects = objects };
        return new OutboxItem(Policy, report, new PartialRecord { Edge = "e", Policy = Policy, Bundle = default, Sequence = step }, before?.Acknowledged);
    }

    private static string Text(ReportRecord report) => System.Text.Json.JsonSerializer.Serialize(report, KubeStellar.Edge.Contracts.ContractsJson.Default.ReportRecord);

    protected static PolicyKey Policy { get; } = PolicyKey.Parse("default.p");

    protected static ReportRecord Report(long sequence) => new()
    {
        Edge = "e",
        Policy = Policy,
        Manifest = Digest.Of("m"u8),
        Epoch = 1,
        Revision = sequence,
        Sequence = sequence,
        Objects = new() { ["_.ConfigMap.shop.a"] = new ReportObject { Content = Digest.Of("c"u8), Applied = true, Health = Health.Current } },
    };
}
