using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests;

/// <summary>What people are told is so.</summary>
public sealed class ExplainTests
{
    [Fact]
    public async Task Policies_that_do_not_own_an_object_are_told_with_their_own_reason()
    {
        var world = new HubWorld();
        world.Policies["yes"] = new FakePolicy();
        world.Policies["no"] = new FakePolicy { Where = _ => false };
        world.Policies["broken"] = new FakePolicy { Where = _ => true, SelectFault = new PolicyFault("Threw", "x", "") };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        foreach (var name in new[] { "no", "broken", "yes", "late" })
        {
            await hub.PolicyAsync(name, name == "late" ? "yes" : name);
        }

        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.StepAsync();
        var said = (await ExplainAsync(hub, "a")).Reason;
        Assert.StartsWith("policy default.yes selects it", said, StringComparison.Ordinal);
        Assert.Contains("default.no does not: its function said no", said, StringComparison.Ordinal);
        Assert.Contains("default.broken is not known to: its function gave no answer", said, StringComparison.Ordinal);
        Assert.Contains("default.late does too, but is the younger", said, StringComparison.Ordinal);
        Assert.Equal("workspace default has no object _.ConfigMap.shop.b", (await ExplainAsync(hub, "b")).Reason);
    }

    [Fact]
    public async Task Of_two_new_policies_the_one_named_first_owns_in_a_preview_as_it_will()
    {
        var world = new HubWorld();
        world.Policies["all"] = new FakePolicy();
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.StepAsync();
        var request = new ApplyRequest
        {
            Policies = [.. new[] { "z", "b" }.Select(name => new ApplyPolicy($"{name}.js", name, new PolicyBundle { Main = $"{name}.js", Files = new() { [$"{name}.js"] = "all" } }))],
        };
        var asked = hub.Desired.ForecastAsync("default", request, default);
        await hub.StepAsync();
        Assert.Equal("default.z", (await asked).Result!.Value.GetProperty("objects")[0].GetProperty("policy").GetString());
        Assert.Null((await hub.Commands.ApplyAsync("default", request, default)).Error);
        await hub.StepAsync();
        Assert.Equal(new PolicyKey("default", "z"), hub.Desired.Root("e1")!.Root.Policies[0].Policy);
    }

    private static async Task<ExplainStep> ExplainAsync(TestHub hub, string name)
    {
        var asked = hub.Desired.ExplainAsync("default", "e1", ObjectKey.Parse($"_.ConfigMap.shop.{name}"), default);
        await hub.StepAsync();
        return (await asked)[0];
    }
}
