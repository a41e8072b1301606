using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>A hub that is back: it holds nothing, has all that it took, and neither its epoch nor any root is older than it was.</summary>
internal sealed class HubCheck(KillWorld world)
{
    private readonly Dictionary<string, RootVersion> _roots = new(StringComparer.Ordinal);

    /// <summary>Its epoch as last seen.</summary>
    public long Epoch { get; private set; }

    public async Task VerifyAsync(CancellationToken token)
    {
        await HoldsNothingAsync(token);
        var taken = WantedObjects.Numbers.ToDictionary(number => number, world.Wanted.Taken);
        var records = (await world.ListAsync("workloads", token)).Select(item => item.Deserialize(ContractsJson.Default.WorkloadRecord)!).ToDictionary(record => record.Key);
        Assert.All(taken, one => TakenCheck.Object("the hub", world.Wanted, one.Key, one.Value, records.GetValueOrDefault(WantedObjects.KeyOf(one.Key))));
        foreach (var root in (await world.ListAsync("desired", token)).Select(item => item.Deserialize(ContractsJson.Default.RootRecord)!))
        {
            var before = _roots.GetValueOrDefault(root.Edge);
            Assert.True(root.Version >= before && root.Epoch <= Epoch, $"the root of {root.Edge} went from {before} to {root.Version}, under epoch {Epoch}");
            _roots[root.Edge] = root.Version;
        }
    }

    private async Task HoldsNothingAsync(CancellationToken token)
    {
        var info = (await world.AskAsync(ApiVerbs.Info, JsonElement.Parse("{}"), ContractsJson.Default.JsonElement, token)).Deserialize(ContractsJson.Default.InfoResult)!;
        Assert.True(info.Held.Length == 0, $"the hub holds: {info.Held}");
        Assert.True(info.Epoch >= Epoch, $"the epoch went back from {Epoch} to {info.Epoch}");
        Epoch = info.Epoch;
        var policy = Assert.Single(await world.ListAsync("policies", token)).Deserialize(ContractsJson.Default.PolicyRecord)!;
        Assert.True(policy.State.Phase is not PolicyPhase.Held, $"the policy is held: {policy.State.Message}");
    }
}
