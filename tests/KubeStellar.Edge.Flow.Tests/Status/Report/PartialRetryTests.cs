using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Edge;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Status.Report;

/// <summary>When an edge makes a partial again: after faults that pass, and when its labels changed; and when it says so.</summary>
public sealed class PartialRetryTests : IAsyncDisposable
{
    private static readonly PolicyBundle Bundle = new() { Main = "web.js", Files = new() { ["web.js"] = "export default 1;\n" } };
    private readonly Site _site = new();
    private readonly MapRuntime _runtime = new();

    public PartialRetryTests()
    {
        _site.Policies = _runtime;
        _site.Hub.Publish(_site.Hub.Manifest("web", Bundle, Object("ConfigMap", "a", "1")));
    }

    private PartialRecord? Partial => _site.Hub.Partials.GetValueOrDefault(Site.Policy("web"));

    [Fact]
    public async Task A_fault_that_passes_is_tried_again_until_it_works_and_told_once()
    {
        _runtime.Fault = new PolicyFault("TimedOut", "it did not end within its time", "");
        await _site.StartAsync();
        await _site.UntilAsync(() => Partial?.Error.Length > 0 && _site.Reported(), "the fault is told");
        var (messages, told) = (_site.Link.Messages, Partial!.Sequence);
        var first = _runtime.Maps;
        _runtime.Fault = new PolicyFault("HostDied", "the host died", "");
        await _site.UntilAsync(() => _runtime.Maps >= first + 3, "tried again");
        Assert.Equal((messages, told), (_site.Link.Messages, Partial!.Sequence));

        _runtime.Fault = null;
        await _site.UntilAsync(() => Partial!.Value is not null && _site.Reported(), "the partial is there");
        Assert.True(Partial!.Sequence > told);
        Assert.Equal(("", 1), (Partial.Error, Partial.Value!.Value.GetProperty("objects").GetInt32()));
        var last = _runtime.Maps;
        await _site.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(last, _runtime.Maps);
    }

    [Fact]
    public async Task What_the_policy_does_wrong_is_not_tried_again()
    {
        _runtime.Fault = new PolicyFault("Threw", "x is not defined", "web.js:3:7");
        await _site.StartAsync();
        await _site.UntilAsync(() => Partial?.Error == "Threw at web.js:3:7: x is not defined" && _site.Reported(), "the fault is told");
        var (messages, maps) = (_site.Link.Messages, _runtime.Maps);
        await _site.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal((messages, maps), (_site.Link.Messages, _runtime.Maps));
    }

    [Fact]
    public async Task A_fault_that_does_not_pass_after_one_that_does_is_told()
    {
        _runtime.Fault = new PolicyFault("TimedOut", "it did not end within its time", "");
        await _site.StartAsync();
        await _site.UntilAsync(() => Partial?.Error.Length > 0, "the fault is told");
        _runtime.Fault = new PolicyFault("Threw", "x is not defined", "");
        await _site.UntilAsync(() => Partial!.Error.StartsWith("Threw", StringComparison.Ordinal), "the other fault is told");
    }

    [Fact]
    public async Task Other_labels_make_other_partials_also_after_a_restart_and_equal_ones_none()
    {
        _site.Link.Labels = new() { ["size"] = "large" };
        await _site.StartAsync();
        await _site.UntilAsync(() => Size() == "large" && _site.Reported(), "labels of the first heartbeat");
        _site.Link.Labels = new() { ["size"] = "small" };
        await _site.UntilAsync(() => Size() == "small" && _site.Reported() && !_site.Self.Now.Reduced.IsZero, "labels changed at the hub");
        Assert.Equal("small", _site.Self.Now.Labels["size"]);

        // A restart alone starts no runtime; a hub that does not say takes nothing away.
        var maps = _runtime.Maps;
        await _site.StopAsync();
        _site.Link.Labels = null;
        await _site.StartAsync();
        await _site.UntilAsync(_site.Reported, "the restart is told");
        await _site.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal((maps, "small"), (_runtime.Maps, Size()));

        _site.Link.Labels = new() { ["size"] = "tiny" };
        await _site.UntilAsync(() => Size() == "tiny", "labels changed again");
    }

    [Fact]
    public async Task A_crash_before_the_partials_were_made_anew_is_repaired()
    {
        for (var n = 1; n < 30; n++)
        {
            await using var site = new Site { Policies = new MapRuntime() };
            site.Hub.Publish(site.Hub.Manifest("web", Bundle, Object("ConfigMap", "a", "1")));
            site.Link.Labels = new() { ["size"] = "large" };
            await site.StartAsync();
            await site.UntilAsync(() => Size(site) == "large" && site.Reported() && !site.Self.Now.Reduced.IsZero, "the first labels");

            site.Fault.CrashAt = site.Fault.Steps + n;
            site.Link.Labels = new() { ["size"] = "small" };
            await site.UntilAsync(() => site.Fault.Crashed || Size(site) == "small", $"crash {n}, or done");
            if (!site.Fault.Crashed)
                continue;
            await site.StopAsync();
            site.Fault.CrashAt = 0;
            site.Fault.Revive();
            await site.StartAsync();
            await site.UntilAsync(() => Size(site) == "small" && site.Reported(), $"repaired after crash {n}");
        }
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private string? Size() => Size(_site);

    private static string? Size(Site site) => site.Hub.Partials.GetValueOrDefault(Site.Policy("web"))?.Value?.GetProperty("size").GetString();
}
