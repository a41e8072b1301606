using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.TestKit.Memory.Edge;
using Microsoft.Extensions.Logging.Abstractions;
using static KubeStellar.Edge.TestKit.Memory.Edge.SiteHub;

namespace KubeStellar.Edge.Flow.Tests.Edge.Store;

/// <summary>What is swept, and what is never.</summary>
public sealed class TreeStoreTests
{
    private static readonly PolicyKey Policy = PolicyKey.Parse("default.shop");
    private readonly SiteHub _hub = new("store-17", "HUB");
    private readonly Fault _fault = new();
    private readonly MemoryContentStore _contents;
    private readonly TreeStore _trees;

    public TreeStoreTests()
    {
        _contents = new MemoryContentStore(_fault);
        _trees = new TreeStore(_contents, new MemoryRootStore(_fault), NullLogger<TreeStore>.Instance);
        _trees.Pin([], []);
    }

    [Fact]
    public void A_manifest_that_works_is_pinned_while_newer_roots_come()
    {
        var (first, second) = (Receive("1"), Receive("2"));
        _trees.MarkGood(Policy, first.Manifests[Policy].Digest);
        _trees.Sweep(second);

        Assert.True(_trees.IsWhole(Entry(first)));
        Assert.True(_trees.IsWhole(Entry(second)));
    }

    /// <summary>Roots come faster than things are seen to work: what works is none of the newest root by then, and being swept.</summary>
    [Fact]
    public void A_manifest_that_is_seen_to_work_while_it_is_swept_is_none_to_go_back_to()
    {
        var (first, second) = (Receive("1"), Receive("2"));
        var marking = new Thread(() => _trees.MarkGood(Policy, first.Manifests[Policy].Digest));
        _fault.Rule = step =>
        {
            // What is kept is decided, and nothing removed yet.
            if (step == "content.sweep")
            {
                marking.Start();
                SpinWait.SpinUntil(() => (marking.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) != 0);
            }

            return null;
        };
        _trees.Sweep(second);
        marking.Join();

        Assert.False(_trees.IsWhole(Entry(first)));
        Assert.Null(_trees.GoodOf(Policy));
    }

    [Fact]
    public void Nothing_is_swept_before_it_is_known_what_is_in_force()
    {
        var trees = new TreeStore(_contents, new MemoryRootStore(_fault), NullLogger<TreeStore>.Instance);
        var (first, second) = (Receive("1"), Receive("2"));
        trees.Sweep(second);
        Assert.True(trees.IsWhole(Entry(first)));

        trees.Pin([], []);
        trees.Sweep(second);
        Assert.False(trees.IsWhole(Entry(first)));
    }

    private static RootEntry Entry(EdgeTree tree) => new(Policy, tree.Manifests[Policy].Digest);

    private EdgeTree Receive(string value)
    {
        _hub.Publish(_hub.Manifest("shop", Object("ConfigMap", "one", value)));
        foreach (var (digest, bytes) in _hub.Stored)
        {
            _contents.Write(digest, bytes);
        }

        return _trees.Tree(JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(_hub.Root, ContractsJson.Default.RootRecord), ContractsJson.Default.RootRecord)!, _hub.RootDigest);
    }
}
