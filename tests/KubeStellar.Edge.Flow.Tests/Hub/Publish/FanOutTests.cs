using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Publish;
using KubeStellar.Edge.Flow.Hub.Publish.Seals;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;
using KubeStellar.Edge.TestKit.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace KubeStellar.Edge.Flow.Tests.Hub.Publish;

public sealed class FanOutTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Ten_thousand_edges_in_three_variants_cost_one_root_each()
    {
        const int Edges = 10_000;
        var world = new HubWorld();
        world.Policies["fleet"] = new FakePolicy
        {
            ByLabel = ("size", size => [JsonOperation.Set(["data", "size"], JsonElement.Parse($"\"{size}\""))]),
        };
        using var hub = await world.StartAsync();
        for (var i = 0; i < Edges; i++)
        {
            await hub.JoinAsync($"edge-{i}", ("size", $"s{i % 3}"));
        }

        await hub.ApplyAsync([.. Enumerable.Range(0, 20).Select(i => Objects.ConfigMap($"c{i}", new string('x', 2000)))]);
        await hub.PolicyAsync("fleet", "fleet");
        await hub.StepAsync();
        for (var round = 0; round < 5; round++)
        {
            world.Buckets.Clear();
            var signatures = hub.Signer.Signatures;
            await hub.ApplyAsync(Objects.ConfigMap("c7", new string('y', 2000) + round));
            var (allocated, cpu, started) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            await hub.StepAsync();
            var took = Stopwatch.GetElapsedTime(started);
            output.WriteLine($"fan-out of one edit to {Edges} edges: {took.TotalMilliseconds:0.0} ms, {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:0} ms of CPU, {(GC.GetTotalAllocatedBytes() - allocated) / Edges} B an edge");
            Assert.Equal(Edges, world.Buckets.WritesTo(Buckets.Desired));
            Assert.Equal(7, world.Buckets.WritesTo(Buckets.Content));
            Assert.InRange(hub.Signer.Signatures - signatures, 1, 50);
        }
    }

    [Fact]
    public void Building_and_signing_a_root_costs_little()
    {
        var policy = new PolicyKey("default", "fleet");
        var manifests = Enumerable.Range(0, 3).Select(i => new ManifestRef(policy, Digest.Of([(byte)i]), null, null)).ToArray();
        var drafts = Enumerable.Range(0, 10_240).Select(i => new RootDraft($"edge-{i}", i, [manifests[i % 3]], null, 0)).ToList();
        var batcher = new RootBatcher(new FakeSigner(), new KeyWrapper(new MemoryVariantSealer(), NullLogger<KeyWrapper>.Instance));
        for (var round = 0; round < 8; round++)
        {
            var (allocated, cpu) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
            var built = batcher.Build(drafts, 1, 1 + (round * drafts.Count));
            Assert.Equal(drafts.Count, built.Length);
            output.WriteLine($"{drafts.Count} roots built: {(Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds:0} ms of CPU, {(GC.GetTotalAllocatedBytes() - allocated) / drafts.Count} B a root, {built[0].Signed.Length} B stored");
        }
    }

    [Fact]
    public async Task Every_root_carries_a_proof_that_leads_to_the_signed_hash()
    {
        var world = await HubFlowTests.WorldAsync();
        foreach (var entry in await world.Buckets.Of(Buckets.Desired).LoadAsync(default))
        {
            var signed = JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.SignedRoot)!;
            var raw = JsonMarshal.GetRawUtf8Value(signed.Root);
            var path = Convert.FromBase64String(signed.Proof.Path).Chunk(Digest.Size).Select(hash => Digest.FromBytes(hash)).ToArray();
            var top = MerkleTree.RootOf(MerkleTree.LeafHash(raw), signed.Proof.Index, signed.Proof.Count, path);
            Assert.NotNull(top);
            var message = new byte["kse-roots-1\n".Length + Digest.Size];
            "kse-roots-1\n"u8.CopyTo(message);
            top.Value.CopyTo(message.AsSpan("kse-roots-1\n".Length));
            Assert.Equal(new FakeSigner().Sign(message), Convert.FromBase64String(signed.Proof.Signature));
            Assert.Equal(entry.Key, signed.Root.Deserialize(ContractsJson.Default.RootRecord)!.Edge);
        }
    }
}
