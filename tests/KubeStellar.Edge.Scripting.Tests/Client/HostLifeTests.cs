using System.Diagnostics;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;
using KubeStellar.Edge.Scripting.Wire;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>The host's life: on demand, idle, killed, replaced; and never longer than its parent's.</summary>
public sealed class HostLifeTests
{
    [Fact]
    public async Task A_host_that_was_killed_is_replaced_with_bundles_and_inventory()
    {
        await using var runtime = RuntimeUnderTest.Create();
        await RuntimeUnderTest.FillAsync(runtime, 1000);
        var bundle = await RuntimeUnderTest.PolicyAsync(runtime, "(o, edge) => edge.labels.size === 'small'");
        using var first = Process.GetProcessById(runtime.HostId!.Value);
        first.Kill();
        await first.WaitForExitAsync();

        var placed = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(1000), default);

        Assert.Equal(333, placed.Value?.Edges.Count);
        Assert.NotEqual(first.Id, runtime.HostId);
        Assert.Equal(1, runtime.HostsLost);
    }

    /// <summary>V8's reservations per isolate once filled the host's data limit at the fourth bundle.</summary>
    [Fact]
    public async Task Many_bundles_fit_into_one_host()
    {
        await using var runtime = RuntimeUnderTest.Create();
        await RuntimeUnderTest.FillAsync(runtime, 100);
        var pid = 0;
        for (var i = 0; i < 20; i++)
        {
            var bundle = await RuntimeUnderTest.PolicyAsync(runtime, $"(object, edge) => edge.id !== 'edge-{i}'");
            var placed = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(100), default);
            Assert.Equal(99, placed.Value?.Edges.Count);
            Assert.True(i == 0 || pid == runtime.HostId, "the host was replaced");
            pid = runtime.HostId!.Value;
        }
    }

    [Fact]
    public async Task A_crowd_makes_room_before_the_host_is_full()
    {
        await using var runtime = RuntimeUnderTest.Create(options => options.HostMiB = 320);
        await RuntimeUnderTest.FillAsync(runtime, 10);
        var bundles = new List<Digest>();
        for (var i = 0; i < 10; i++)
        {
            // Some 30 MiB each, whatever is asked.
            bundles.Add(await RuntimeUnderTest.PolicyAsync(runtime, "(object, edge) => much.length > 0", before: $"const much = Array.from({{ length: 1000000 }}, (_, n) => n + {i}.5);"));
        }

        var pid = runtime.HostId;
        foreach (var bundle in bundles.Concat(bundles))
        {
            var placed = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(10), default);
            Assert.True(placed.Ok, placed.Fault?.Message);
        }

        Assert.Equal(pid, runtime.HostId);
    }

    [Fact]
    public async Task Who_asks_a_host_that_others_filled_is_not_blamed()
    {
        var empty = 0L;
        await using (var alone = RuntimeUnderTest.Create())
        {
            await RuntimeUnderTest.PolicyAsync(alone);
            empty = ProcessMemory.ResidentMiB(alone.HostId!.Value);
        }

        // Each keeps 45 MiB once it is asked: five of them are too much, one is not, and five that were not asked yet leave room, or one would be put out for the
        // next. Memory is looked at every 50 ms of a call, so a call takes longer than that on any machine, and has the time for it on a slow one.
        await using var runtime = RuntimeUnderTest.Create(options => (options.HostMiB, options.CallDeadline) = ((int)empty + 180, TimeSpan.FromSeconds(20)));
        await RuntimeUnderTest.FillAsync(runtime, 1);
        var bundles = new List<Digest>();
        for (var i = 0; i < 5; i++)
        {
            const string Grow = "() => { if (kept.length === 0) for (let n = 0; n < 3; n++) kept.push(new Uint8Array(15000000).fill(1)); let sum = 1; for (let n = 0; n < 30000000; n++) sum = (sum * 31 + n) | 0; return kept.length === 3 && sum !== 0.5; }";
            bundles.Add(await RuntimeUnderTest.PolicyAsync(runtime, Grow, before: $"const kept = []; // {i}"));
        }

        var pid = runtime.HostId;
        foreach (var bundle in bundles)
        {
            var placed = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(1), default);
            Assert.True(placed.Ok, placed.Fault?.Message);
        }

        Assert.NotEqual(pid, runtime.HostId);
    }

    [Fact]
    public async Task A_fleet_that_grows_gets_the_heap_that_it_needs()
    {
        await using var runtime = RuntimeUnderTest.Create(options => options.HeapMiB = 16);
        await RuntimeUnderTest.FillAsync(runtime, 10);
        var bundle = await RuntimeUnderTest.PolicyAsync(runtime);
        var first = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(10), default);
        var wordy = JsonSerializer.SerializeToElement(Enumerable.Range(0, 2000).Select(n => $"fact {n} of many"));
        await runtime.UpdateInventoryAsync(
            [.. Enumerable.Range(0, 500).Select(slot => new EdgeSlot(slot, RuntimeUnderTest.Edge(slot) with { Properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal) { ["facts"] = wordy } }))], default);

        var second = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(500), default);

        Assert.Equal((10, 500), (first.Value?.Edges.Count, second.Value?.Edges.Count));
    }

    [Fact]
    public async Task A_fleet_that_does_not_fit_is_no_fault_of_a_policy()
    {
        await using var runtime = RuntimeUnderTest.Create(options => options.HostMiB = 200);
        var wordy = JsonSerializer.SerializeToElement(Enumerable.Range(0, 2000).Select(n => $"fact {n} of many"));
        await runtime.UpdateInventoryAsync(
            [.. Enumerable.Range(0, 2000).Select(slot => new EdgeSlot(slot, RuntimeUnderTest.Edge(slot) with { Properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal) { ["facts"] = wordy } }))], default);
        var bundle = await RuntimeUnderTest.PolicyAsync(runtime);

        var large = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(2000), default);
        await RuntimeUnderTest.FillAsync(runtime, 2000);
        var small = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(2000), default);

        Assert.Equal("InventoryTooLarge", large.Fault?.Reason);
        Assert.Contains("raise --policy-memory", large.Fault!.Message, StringComparison.Ordinal);
        Assert.Equal(2000, small.Value?.Edges.Count);
    }

    [Fact]
    public async Task An_idle_host_ends_and_comes_back()
    {
        await using var runtime = RuntimeUnderTest.Create(options => options.IdleAfter = TimeSpan.FromMilliseconds(50));
        await RuntimeUnderTest.FillAsync(runtime, 9);
        var bundle = await RuntimeUnderTest.PolicyAsync(runtime);
        if (runtime.HostId is { } id)
        {
            using var host = TryFind(id);
            await (host?.WaitForExitAsync() ?? Task.CompletedTask);
        }

        var placed = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(9), default);
        Assert.Equal(9, placed.Value?.Edges.Count);
    }

    [Fact]
    public async Task An_offender_waits_also_when_it_was_dropped_meanwhile()
    {
        await using var runtime = RuntimeUnderTest.Create(options =>
        {
            options.CallDeadline = TimeSpan.FromMilliseconds(300);
            options.QuarantineFirst = TimeSpan.FromHours(1);
            options.QuarantineMost = TimeSpan.FromHours(2);
        });
        await RuntimeUnderTest.FillAsync(runtime, 3);
        const string Endless = "import { policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['Deployment'] },\n  place: () => { for (;;); } });";
        var (bundle, _) = await RuntimeUnderTest.LoadAsync(runtime, ("main.js", Endless));
        var first = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(3), default);
        var second = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(3), default);
        await runtime.ForgetAsync(bundle, default);
        var (_, again) = await RuntimeUnderTest.LoadAsync(runtime, ("main.js", Endless));

        Assert.Equal(["TimedOut", "Quarantined", "Quarantined"], new[] { first.Fault, second.Fault, again.Fault }.Select(fault => fault!.Reason));
        Assert.Equal("main.js:3:3", first.Fault!.Location);
    }

    [Fact]
    public async Task A_bundle_that_was_dropped_is_a_fault_of_its_own()
    {
        await using var runtime = RuntimeUnderTest.Create();
        await RuntimeUnderTest.FillAsync(runtime, 1);
        var bundle = await RuntimeUnderTest.PolicyAsync(runtime, "() => true");
        await runtime.ForgetAsync(bundle, default);
        Assert.Equal(PolicyFault.NotLoaded, (await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(1), default)).Fault?.Reason);
        Assert.Equal(PolicyFault.NotLoaded, (await runtime.CustomizeAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(1), null, default)).Fault?.Reason);
        Assert.Equal(PolicyFault.NotLoaded, (await runtime.CasesAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(1), null, 1, default)).Fault?.Reason);
        Assert.Equal(PolicyFault.NotLoaded, (await runtime.CombineAsync(bundle, [], default)).Fault?.Reason);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_killed()
    {
        await using var runtime = RuntimeUnderTest.Create(options =>
        {
            options.HostFileName = "/bin/sleep";
            options.HostArguments = ["1000"];
            options.StartDeadline = TimeSpan.FromSeconds(1);
            options.BusyFactor = 1;
            options.CallDeadline = TimeSpan.FromMilliseconds(100);
        });
        var (_, outcome) = await RuntimeUnderTest.LoadAsync(runtime, ("main.js", ""));
        Assert.Equal("TimedOut", outcome.Fault?.Reason);
        // The next one is started at once.
        Assert.NotNull(runtime.HostId);
    }

    [Fact]
    public async Task A_host_that_cannot_start_is_a_fault()
    {
        await using var runtime = RuntimeUnderTest.Create(options => options.HostFileName = "/nonexistent/kse");
        var (_, outcome) = await RuntimeUnderTest.LoadAsync(runtime, ("main.js", ""));
        Assert.Equal("HostDied", outcome.Fault?.Reason);
    }

    [Fact]
    public async Task A_host_does_not_outlive_its_parent_even_when_busy()
    {
        using var process = Process.Start(HostCommand.For(new PolicyRuntimeOptions()))!;
        var source = """{"v":1,"main":"main.js","files":{"main.js":"for (;;);"}}"""u8.ToArray();
        var header = """{"operation":0,"bundle":"0000000000000000000000000000000000000000000000000000000000000001","deadlineMs":600000,"wallMs":600000,"heapMiB":64}"""u8.ToArray();
        HostFrame.Write(process.StandardInput.BaseStream, header, source);

        process.StandardInput.Close();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
    }

    [Fact]
    public async Task A_caller_that_goes_away_does_not_disturb_the_next()
    {
        await using var runtime = RuntimeUnderTest.Create();
        await RuntimeUnderTest.FillAsync(runtime, 30);
        var bundle = await RuntimeUnderTest.PolicyAsync(runtime, "(o, edge) => edge.labels.size === 'small'");
        using var gone = new CancellationTokenSource();
        var first = runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(30), gone.Token);
        await gone.CancelAsync();
        var second = await runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, RuntimeUnderTest.All(30), default);
        Assert.Equal(10, second.Value?.Edges.Count);
        Assert.True(first.IsCompleted || await Task.WhenAny(first).WaitAsync(TimeSpan.FromSeconds(30)) == first);
    }

    private static Process? TryFind(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
