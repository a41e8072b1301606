using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.Hub.Publish;

/// <summary>A hub whose two Secrets go to stores, and a third object to everybody.</summary>
internal sealed class SealWorld
{
    public static readonly ObjectKey Till = ObjectKey.Parse("_.Secret.shop.till");
    public static readonly ObjectKey Mail = ObjectKey.Parse("_.Secret.shop.mail");

    public HubWorld Hubs { get; } = new();

    public static async Task<SealWorld> MakeAsync(Func<FakePolicy, FakePolicy>? with = null)
    {
        var world = new SealWorld();
        var policy = new FakePolicy
        {
            Place = (item, edge) => edge.Labels["kind"] == "store" && (item.GetProperty("metadata").GetProperty("name").GetString() != "mail" || edge.Labels["mail"] == "yes"),
        };
        world.Hubs.Policies["stores"] = with?.Invoke(policy) ?? policy;
        using var hub = await world.Hubs.StartAsync();
        foreach (var id in new[] { "store-1", "store-2", "store-3" })
        {
            await hub.JoinAsync(id, ("kind", "store"), ("mail", "yes"));
            await world.KeyAsync(hub, id, "key-of-" + id);
        }

        await hub.JoinAsync("depot-1", ("kind", "depot"), ("mail", "no"));
        await world.KeyAsync(hub, "depot-1", "key-of-depot-1");
        await world.SecretAsync(hub, Till, "hunter2");
        await world.SecretAsync(hub, Mail, "swordfish");
        await hub.ApplyAsync(Objects.ConfigMap("plain"));
        await hub.PolicyAsync("stores", "stores");
        await hub.StepAsync();
        Assert.Equal(PolicyPhase.Ready, hub.State("stores").Phase);
        return world;
    }

    /// <summary>A person applies a Secret: what Ingest writes of it.</summary>
    public async Task SecretAsync(TestHub hub, ObjectKey key, string value)
    {
        var handle = Hubs.Values.Seal(new SealOrigin("default", key), Encoding.UTF8.GetBytes($"\"{value}\""));
        await hub.PlantAsync($$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"{{{key.Name}}}","namespace":"shop"},"stringData":{"token":"{{{handle}}}"}}""");
    }

    /// <summary>An edge has another exchange key, and perhaps is another device.</summary>
    public async Task KeyAsync(TestHub hub, string edge, string exchangeKey, bool anotherDevice = false)
    {
        var record = hub.Inventory.Edge(edge)!;
        var identity = record.Identity with { ExchangeKey = exchangeKey, AdmittedAt = anotherDevice ? record.Identity.AdmittedAt.AddDays(1) : record.Identity.AdmittedAt };
        await hub.Service<IBuckets>()[Buckets.Edges].PutAsync(edge, JsonSerializer.SerializeToUtf8Bytes(record with { Identity = identity, Generation = record.Generation + 1 }, ContractsJson.Default.EdgeRecord), null, default);
        await hub.Service<IHubReload>().ReloadAsync(Buckets.Edges, false, default);
    }

    /// <summary>The content that an edge's root names for an object; zero for none.</summary>
    public static async Task<Digest> VariantAsync(TestHub hub, string edge, ObjectKey key) => (await hub.TreeAsync(edge)).GetValueOrDefault(key.ToString());

    /// <summary>The data key that an edge's root gives it for an object; null for none.</summary>
    public static async Task<DataKey?> DataKeyAsync(TestHub hub, string edge, ObjectKey key) =>
        hub.Desired.Root(edge)?.Root.DataKeys is { } keys && keys.TryGetValue((await VariantAsync(hub, edge, key)).ToString(), out var text) && DataKey.TryParse(text, out var found) ? found : null;

    /// <summary>What a device with an exchange key makes of an edge's data key: the values; throws when it cannot open them.</summary>
    public static async Task<string> OpenAsync(TestHub hub, string edge, ObjectKey key, string exchangeKey)
    {
        var data = (await DataKeyAsync(hub, edge, key))!;
        var seal = new VariantSeal("default", key, await VariantAsync(hub, edge, key), data.Id);
        var stored = await hub.Service<ContentPool>().ContentAsync(data.Seal, default);
        var map = MemoryVariantSealer.Opener(exchangeKey).Open(seal, edge, hub.Desired.Root(edge)!.Root.ExchangeKey!, data, stored);
        return Encoding.UTF8.GetString(SealedValues.Fill(await hub.Service<ContentPool>().ContentAsync(seal.Content, default), map));
    }
}
