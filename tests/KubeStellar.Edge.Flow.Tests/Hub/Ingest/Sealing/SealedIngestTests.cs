using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Ingest.Sealing;

/// <summary>Secrets on their way into a hub: nothing that it stores or answers has one in it.</summary>
public sealed class SealedIngestTests
{
    private const string Canary = "c4nary-hunter2";
    private static readonly ObjectKey Secret = ObjectKey.Parse("_.Secret.shop.db");
    private static readonly ObjectKey Map = ObjectKey.Parse("_.ConfigMap.shop.a");

    [Fact]
    public async Task A_secret_is_stored_with_handles_and_applying_it_again_changes_nothing()
    {
        var world = await WorldAsync();
        Digest root;
        using (var hub = await world.StartAsync())
        {
            Assert.Equal("created", (await hub.ApplyAsync(SecretOf(Canary)))[0].Action);
            await hub.StepAsync();
            root = (await hub.TreeAsync("e1"))[Secret.ToString()];
            Assert.Equal("unchanged", (await hub.ApplyAsync(SecretOf(Canary)))[0].Action);
            Assert.Equal("unchanged", (await hub.ApplyAsync(Encoding.UTF8.GetString(hub.Inventory.Find("default", Secret)!.Canonical.Span)))[0].Action);
            Assert.All((await ManifestAsync(hub)).Objects, entry => Assert.True(entry.Sealed));
        }

        using var again = await world.StartAsync();
        Assert.Equal("unchanged", (await again.ApplyAsync(SecretOf(Canary)))[0].Action);
        Assert.Equal(root, (await again.TreeAsync("e1"))[Secret.ToString()]);
        Assert.Equal("configured", (await again.ApplyAsync(SecretOf("another")))[0].Action);
        await NothingReadableAsync(world);
    }

    [Fact]
    public async Task A_handle_of_another_object_is_refused_and_nothing_is_stored()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        await hub.ApplyAsync(SecretOf(Canary));
        var text = Encoding.UTF8.GetString(hub.Inventory.Find("default", Secret)!.Canonical.Span);

        var reply = await hub.TryApplyAsync(Objects.ConfigMap("good"), text.Replace("\"db\"", "\"stolen\"", StringComparison.Ordinal));

        var fault = Assert.Single(reply.Error!.Details);
        Assert.Equal(("test#2", "data.token"), (fault.Source, fault.Field));
        Assert.Single(hub.Inventory.Workloads);
    }

    [Fact]
    public async Task What_a_policy_declares_is_sealed_from_then_on_and_what_is_there_at_once()
    {
        var world = await WorldAsync();
        world.Policies["sealing"] = new FakePolicy { Place = (_, _) => false, Seals = [new SealRule { Kind = "ConfigMap", Paths = ["data.value"] }] };
        using (var hub = await world.StartAsync())
        {
            await hub.ApplyAsync(Objects.ConfigMap("a", "v"), Objects.ConfigMap("b", "v"));
            var before = hub.Inventory.Workload("default", Map)!;

            var lines = await hub.PolicyAsync("secrets", "sealing");

            Assert.Equal(["a sealed", "b sealed", "secrets created"], lines.Select(line => $"{line.Key.Split('.')[^1]} {line.Action}").Order());
            Assert.Equal(before.Generation + 1, hub.Inventory.Workload("default", Map)!.Generation);
            Assert.True(SealedText.Is(Value(hub, Map)));
            Assert.Equal("unchanged", (await hub.ApplyAsync(Objects.ConfigMap("a", "v")))[0].Action);
        }

        using var again = await world.StartAsync();
        Assert.Equal("created", (await again.ApplyAsync(Objects.ConfigMap("c", Canary)))[0].Action);
        await NothingReadableAsync(world);

        // Without the policy what people write is what is stored.
        await again.Commands.DeleteAsync("default", new DeleteRequest { Policies = ["secrets"] }, default);
        await again.ApplyAsync(Objects.ConfigMap("a", "plain"));
        Assert.Equal("plain", Value(again, Map));
    }

    [Fact]
    public async Task A_policy_and_its_objects_in_one_request_are_sealed_before_anybody_looks()
    {
        var world = await WorldAsync();
        world.Policies["sealing"] = new FakePolicy { Seals = [new SealRule { Kind = "ConfigMap", Paths = ["data.value"] }] };
        using var hub = await world.StartAsync();
        var bundle = new PolicyBundle { Main = "s.js", Files = new() { ["s.js"] = "sealing" } };
        var request = new ApplyRequest { Policies = [new ApplyPolicy("s.js", "s", bundle)], Objects = [new ApplyObject("a#1", JsonElement.Parse(Objects.ConfigMap("a", Canary)), null)] };

        var diff = hub.Desired.PreviewAsync("default", request, default);
        await hub.StepAsync();
        Assert.Null((await hub.Commands.ApplyAsync("default", request, default)).Error);

        Assert.DoesNotContain(Canary, JsonSerializer.Serialize(await diff, ContractsJson.Default.ApiReply), StringComparison.Ordinal);
        await NothingReadableAsync(world);
    }

    [Fact]
    public async Task A_large_object_sent_ahead_reaches_no_bucket_before_it_is_sealed()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        var value = Canary + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{i:x}-"));
        var canonical = CanonicalJson.Canonicalize(JsonElement.Parse(SecretOf(value)));
        foreach (var (_, stored) in ContentEncoding.EncodeSelfNamed(canonical, 64 * 1024))
        {
            Assert.Null((await hub.Commands.BlobAsync(stored, default)).Error);
        }

        Assert.Empty(await ((IBuckets)world.Buckets)[Buckets.Content].LoadAsync(default));
        var reply = await hub.Commands.ApplyAsync("default", new ApplyRequest { Objects = [new ApplyObject("big#1", null, Digest.Of(canonical))] }, default);
        Assert.Null(reply.Error);
        await NothingReadableAsync(world);
    }

    [Fact]
    public async Task A_policy_that_cuts_or_joins_a_handle_stalls_for_that_object_with_the_place()
    {
        var world = await WorldAsync();
        world.Policies["p"] = new FakePolicy { Customize = (item, edge) => [JsonOperation.Set(["stringData", "url"], JsonElement.Parse($"\"postgres://u:{item.Text("stringData", "password")}@db\""))] };
        using var hub = await world.StartAsync();
        await hub.ApplyAsync(SecretOf(Canary));
        await hub.StepAsync();

        Assert.Equal((PolicyPhase.Stalled, "BadResult"), (hub.State("p").Phase, hub.State("p").Reason));
        Assert.Contains("stringData.url: a sealed value was cut, joined to other text or made up", hub.State("p").Message, StringComparison.Ordinal);
        Assert.Empty(await hub.TreeAsync("e1"));

        hub.Runtime.Policies["p"] = new FakePolicy { Customize = (item, edge) => [JsonOperation.Set(["stringData", "url"], JsonElement.Parse($"\"{item.Text("stringData", "password")}\""))] };
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(SecretOf("other"));
        await hub.StepAsync();
        Assert.True(Assert.Single((await ManifestAsync(hub)).Objects).Sealed);
    }

    [Fact]
    public async Task Bad_secrets_are_refused_without_a_word_of_them()
    {
        var world = await WorldAsync();
        using var hub = await world.StartAsync();
        foreach (var bad in new[]
        {
            $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"data":{"a":"{{{Canary}}}"}}""",
            $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"data":{"a":["{{{Canary}}}"]}}""",
            $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"stringData":{"a":{"{{{Canary}}}":1} } }""",
            $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"stringData":"{{{Canary}}}"}""",
            $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"},"stringData":{"a":"kse-sealed.1.{{{Canary}}}"}}""",
            $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x","annotations":{"edge.kubestellar.io/sealed":"data.missing"}},"stringData":{"a":"{{{Canary}}}"}}""",
        })
        {
            var reply = JsonSerializer.Serialize(await hub.TryApplyAsync(bad), ContractsJson.Default.ApiReply);
            Assert.Contains("nothing was applied", reply, StringComparison.Ordinal);
            Assert.DoesNotContain(Canary, reply, StringComparison.Ordinal);
        }

        Assert.Empty(hub.Inventory.Workloads);
        await NothingReadableAsync(world);
    }

    private static string SecretOf(string value) =>
        $$$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"db","namespace":"shop"},"data":{"token":"{{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}}}}"},"stringData":{"password":"{{{{value}}}}"}}""";

    private static string Value(TestHub hub, ObjectKey key) => CanonicalJson.Parse(hub.Inventory.Find("default", key)!.Canonical.Span).Text("data", "value");

    private static async Task<ManifestRecord> ManifestAsync(TestHub hub) => (await hub.Desired.ManifestAsync(Assert.Single(hub.Desired.Root("e1")!.Root.Policies).Manifest, default))!;

    private static async Task<HubWorld> WorldAsync()
    {
        var world = new HubWorld { Policies = { ["p"] = new FakePolicy() } };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.StepAsync();
        return world;
    }

    /// <summary>Everything in every bucket and in the audit, unpacked.</summary>
    private static async Task NothingReadableAsync(HubWorld world)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(Canary))[..16];
        foreach (var bucket in Buckets.All)
        {
            var stored = (await ((IBuckets)world.Buckets)[bucket].LoadAsync(default)).ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
            foreach (var (key, value) in stored)
            {
                var text = Encoding.Latin1.GetString(bucket == Buckets.Content ? Unpacked(key, value, stored) : value.Span);
                Assert.False(text.Contains(Canary, StringComparison.Ordinal) || text.Contains(encoded, StringComparison.Ordinal), $"{bucket} {key}");
            }
        }
    }

    private static ReadOnlySpan<byte> Unpacked(string key, ReadOnlyMemory<byte> value, Dictionary<string, ReadOnlyMemory<byte>> all)
    {
        try
        {
            return ContentEncoding.Decode(Digest.Parse(key), value, part => all[part.ToString()]);
        }
        catch (ContentRefusedException)
        {
            return value.Span; // a chunk: it is unpacked with its list
        }
    }
}
