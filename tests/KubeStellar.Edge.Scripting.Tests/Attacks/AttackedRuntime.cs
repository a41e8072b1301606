using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Attacks;

/// <summary>One runtime that takes attack after attack, with the inventory and the policy that must be served whatever happens.</summary>
public sealed class AttackedRuntime : IAsyncLifetime
{
    private const int Attacked = 50;
    private const int Inventory = 10_000;
    private const double TicksPerSecond = 100;
    private Digest _good;

    internal PolicyRuntime Runtime { get; } = RuntimeUnderTest.Create(options =>
    {
        options.CallDeadline = TimeSpan.FromMilliseconds(150);
        options.KillGrace = TimeSpan.FromMilliseconds(200);
        options.HostMiB = 768;
    });

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await RuntimeUnderTest.FillAsync(Runtime, Inventory);
        _good = await RuntimeUnderTest.PolicyAsync(Runtime, "(object, edge) => edge.labels.size === 'large'");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Runtime.DisposeAsync();

    /// <summary>Lets it attack.</summary>
    /// <returns>The fault that it ends with; null when it is served.</returns>
    internal async Task<PolicyFault?> RunAsync(Attack attack)
    {
        var (bundle, loaded) = await RuntimeUnderTest.LoadAsync(Runtime, ("main.js", attack.Module()));
        if (loaded.Fault is not null)
        {
            return loaded.Fault;
        }

        var fault = await CallAsync(attack.Where, bundle);
        await Runtime.ForgetAsync(bundle, default);
        return fault;
    }

    /// <summary>Serves the other policy.</summary>
    /// <returns>
    /// How long it took: by the clock, or, as on a machine that does nothing else, by the processor time of the host's busiest thread, whichever is less.
    /// A host that had to be started is counted with its start.
    /// </returns>
    internal async Task<TimeSpan> ServeAsync()
    {
        var host = Runtime.HostId;
        var (used, started) = (host is { } before ? Busiest(before) : [], TimeProvider.System.GetTimestamp());
        var placed = await Runtime.PlaceAsync(_good, RuntimeUnderTest.Workload, RuntimeUnderTest.All(Inventory), default);
        var wall = TimeProvider.System.GetElapsedTime(started);
        Assert.True(placed.Ok, placed.Fault?.Message);
        Assert.Equal((Inventory + 2) / 3, placed.Value.Edges.Count);
        var busiest = Busiest(Runtime.HostId!.Value).Max(thread => thread.Value - used.GetValueOrDefault(thread.Key));
        return wall < busiest ? wall : busiest;
    }

    private async Task<PolicyFault?> CallAsync(string where, Digest bundle)
    {
        var edges = RuntimeUnderTest.All(Attacked);
        switch (where)
        {
            case "customize":
                var customized = await Runtime.CustomizeAsync(bundle, RuntimeUnderTest.Workload, edges, null, default);
                return FaultOf(customized.Fault, customized.Value?.Failed, customized.Value?.Groups.Sum(group => group.Edges.Count));
            case "choose":
                var chosen = await Runtime.ChooseAsync(bundle, RuntimeUnderTest.Workload, edges, new EdgeSet(Attacked), default);
                return FaultOf(chosen.Fault, chosen.Value?.Failed, chosen.Value?.Edges.Count);
            case "where":
                return (await Runtime.SelectAsync(bundle, [RuntimeUnderTest.Workload], default)).Fault;
            case "dependsOn" or "affinity":
                return (await Runtime.DescribeAsync(bundle, RuntimeUnderTest.Workload, default)).Fault;
            case "health":
                return (await Runtime.HealthAsync(bundle, [RuntimeUnderTest.Workload], default)).Fault;
            case "gate":
                return (await Runtime.GateAsync(bundle, JsonElement.Parse("{}"), default)).Fault;
            case "waveGate":
                return (await Runtime.GateAsync(bundle, JsonElement.Parse("""{"rule":0}"""), default)).Fault;
            case "wave" or "pick":
                return (await Runtime.WavesAsync(bundle, edges, default)).Fault;
            case "map":
                var inputs = new[] { "a", "b" }.Select(name => new ReductionInput(ObjectKey.OfObject(JsonElement.Parse(RuntimeUnderTest.Workload)), new ReportObject { Content = Digest.Of([1]), Applied = true, Health = Health.Current }, RuntimeUnderTest.Workload)).ToArray();
                return (await Runtime.MapAsync(bundle, RuntimeUnderTest.Edge(0), inputs, default)).Fault;
            case "combine":
                return (await Runtime.CombineAsync(bundle, [(JsonElement.Parse("1"), JsonElement.Parse("2"))], default)).Fault;
            case "finish":
                return (await Runtime.FinishAsync(bundle, JsonElement.Parse("1"), default)).Fault;
            default:
                var placed = await Runtime.PlaceAsync(bundle, RuntimeUnderTest.Workload, edges, default);
                return FaultOf(placed.Fault, placed.Value?.Failed, placed.Value?.Edges.Count);
        }
    }

    /// <summary>A fault of the whole call, or of all edges alike.</summary>
    private static PolicyFault? FaultOf(PolicyFault? whole, IReadOnlyList<EdgeFault>? failed, int? served)
    {
        if (whole is not null || failed is { Count: > 0 })
        {
            return whole ?? failed![0].Fault;
        }

        Assert.Equal(Attacked, served);
        return null;
    }

    private static Dictionary<string, TimeSpan> Busiest(int process)
    {
        var used = new Dictionary<string, TimeSpan>();
        foreach (var thread in Directory.GetDirectories($"/proc/{process}/task"))
        {
            try
            {
                var text = File.ReadAllText(Path.Combine(thread, "stat"));
                var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
                used[thread] = TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
            }
            catch (IOException)
            {
                // A thread that ended while it was looked at.
                continue;
            }
        }

        return used;
    }
}
