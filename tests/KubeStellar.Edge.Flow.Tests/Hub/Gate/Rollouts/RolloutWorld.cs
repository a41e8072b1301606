using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Gate.Rollouts;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Gate.Rollouts;

/// <summary>
/// A hub whose policy <c>stores</c> places one object at edges that follow and report when the test says so. After every step no edge may have two manifests that name one object.
/// </summary>
internal sealed class RolloutWorld : IDisposable
{
    public static PolicyKey Stores { get; } = new("default", "stores");

    public HubWorld World { get; } = new() { Edges = new FakeEdges() };

    public TestHub Hub { get; private set; } = null!;

    public FakeEdges Edges => World.Edges!;

    /// <summary>Edges that do not follow.</summary>
    public HashSet<string> Silent { get; } = new(StringComparer.Ordinal);

    /// <summary>Edges that apply and do not get well.</summary>
    public HashSet<string> Sick { get; } = new(StringComparer.Ordinal);

    /// <summary>Edges that cannot apply.</summary>
    public HashSet<string> Broken { get; } = new(StringComparer.Ordinal);

    public RolloutProgress? Progress => ProgressOf("stores");

    public RolloutRecord Record => Hub.Desired.Rollout(Stores)!;

    /// <summary>The waves canary (a), half (b and c) and rest.</summary>
    public static FakeRollout Three { get; } = new(FakeWave.Of("canary", "a"), FakeWave.Of("half", "b", "c"), FakeWave.Rest);

    /// <summary>Three waves that have gates.</summary>
    public static FakeRollout Gated { get; } = new([.. Three.Waves.Select(wave => wave with { Gates = true })]);

    /// <summary>Edges a to f that have value 1 of the object <c>x</c>, by a rollout that is complete.</summary>
    public static async Task<RolloutWorld> StartAsync(FakePolicy policy, params string[] edges)
    {
        var world = new RolloutWorld();
        world.World.Policies["stores"] = policy;
        world.Hub = await world.World.StartAsync();
        foreach (var edge in edges.Length > 0 ? edges : ["a", "b", "c", "d", "e", "f"])
        {
            await world.Hub.JoinAsync(edge);
            await world.Edges.FollowAsync(edge);
        }

        await world.Hub.ApplyAsync(Objects.ConfigMap("x"));
        await world.Hub.PolicyAsync("stores", "stores");
        await world.RunAsync();
        return world;
    }

    public static Task<RolloutWorld> StartAsync(FakeRollout rollout) => StartAsync(new FakePolicy { Rollout = rollout });

    public RolloutProgress? ProgressOf(string policy) => Hub.Desired.Rollout(new PolicyKey("default", policy))?.Progress;

    /// <summary>What a source text means, to this hub and to the next.</summary>
    public void Mean(string text, FakePolicy policy) => World.Policies[text] = Hub.Runtime.Policies[text] = policy;

    /// <summary>The object gets another value; the hub takes one step.</summary>
    public async Task EditAsync(string value, string name = "x")
    {
        await Hub.ApplyAsync(Objects.ConfigMap(name, value));
        await StepAsync();
    }

    /// <summary>One step of the hub, and the answer of its gate.</summary>
    public async Task StepAsync()
    {
        await Hub.StepAsync();
        foreach (var policy in Hub.Inventory.Policies)
        {
            if (Hub.Service<RolloutKeeper>().Find(new PolicyKey(policy.Workspace, policy.Name))?.Asking is { } asking)
            {
                await asking;
            }
        }

        foreach (var edge in Hub.Inventory.Edges)
        {
            await Hub.TreeAsync(edge.Id);
        }
    }

    /// <summary>Every edge that is not silent follows its root and says so.</summary>
    public async Task FollowAsync()
    {
        foreach (var edge in Hub.Inventory.Edges.Select(edge => edge.Id).Where(edge => !Silent.Contains(edge)).Order(StringComparer.Ordinal))
        {
            await FollowAsync(edge);
        }
    }

    public Task FollowAsync(string edge) => Edges.FollowAsync(edge, Sick.Contains(edge) ? Health.Failed : Health.Current, !Broken.Contains(edge));

    /// <summary>Steps and reports until nothing moves any more.</summary>
    public async Task RunAsync()
    {
        var calm = 0;
        for (var turn = 0; calm < 3; turn++)
        {
            Assert.True(turn < 100, "it never comes to rest");
            var before = World.Buckets.WritesTo([.. Buckets.All]);
            await StepAsync();
            await FollowAsync();
            calm = World.Buckets.WritesTo([.. Buckets.All]) == before ? calm + 1 : 0;
        }
    }

    public Task PassAsync(TimeSpan time)
    {
        Hub.Time.Advance(time);
        return RunAsync();
    }

    /// <summary>What each edge's durable root gives it of an object: <c>a1 b1 c2</c>, a dash for nothing.</summary>
    public async Task<string> HaveAsync(string name = "x")
    {
        var text = new StringBuilder();
        foreach (var edge in Hub.Inventory.Edges.OrderBy(edge => edge.Id, StringComparer.Ordinal))
        {
            var digest = (await Hub.TreeAsync(edge.Id)).GetValueOrDefault($"_.ConfigMap.shop.{name}");
            var value = digest.IsZero ? "-" : JsonElement.Parse((await Hub.Service<ContentPool>().ContentAsync(digest, default))!).GetProperty("data").GetProperty("value").GetString();
            text.Append(text.Length > 0 ? " " : "").Append(edge.Id).Append(value);
        }

        return text.ToString();
    }

    /// <summary>Phases of the waves: <c>passed open waiting</c>.</summary>
    public string Waves => string.Join(' ', Progress!.Waves.Select(wave => wave.Phase.ToString().ToLowerInvariant()));

    /// <summary>An order that is taken.</summary>
    public async Task OrderAsync(string action, Func<RolloutRequest, RolloutRequest>? with = null, string policy = "stores")
    {
        var request = new RolloutRequest { Action = action, Policy = action.EndsWith("freeze", StringComparison.Ordinal) ? "" : policy, Actor = "ann", Reason = "why" };
        var reply = await Hub.Commands.RolloutAsync("default", with is null ? request : with(request), default);
        Assert.True(reply.Error is null, reply.Error?.Message);
    }

    /// <summary>The hub dies and another process takes its place: nobody has been heard.</summary>
    public async Task RestartAsync()
    {
        Hub.Dispose();
        Hub = await World.StartAsync();
    }

    public List<EventRecord> Events()
    {
        var events = new List<EventRecord>();
        while (Hub.Service<HubEvents>().Queue.TryRead(out var told))
        {
            events.Add(told);
        }

        return events;
    }

    public void Dispose() => Hub.Dispose();
}
