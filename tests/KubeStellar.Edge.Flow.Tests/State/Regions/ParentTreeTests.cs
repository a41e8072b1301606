using System.Text;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;
using KubeStellar.Edge.Flow.State.Regions;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.TestKit.Memory;

namespace KubeStellar.Edge.Flow.Tests.State.Regions;

/// <summary>What a region opens of what its parent sealed for it.</summary>
public sealed class ParentTreeTests
{
    private const string Handle = SealedText.Prefix + "parent.AAAA";
    private static readonly PolicyKey Policy = new("default", "stores");
    private static readonly ObjectKey Till = ObjectKey.Parse("_.Secret.shop.till");
    private static readonly byte[] Content = CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes($$$"""{"kind":"Secret","data":{"token":"{{{Handle}}}"}}"""));
    private readonly MemoryVariantSealer _parent = new("parent-hub");
    private readonly Dictionary<Digest, byte[]> _store = [];

    [Theory]
    [InlineData("region-key", true)]
    [InlineData("another-key", false)]
    public void Values_are_opened_by_the_regions_own_key_or_the_policy_stays_as_it_was(string wrappedFor, bool opens)
    {
        var bundle = Store("""{"main":"p.js","files":{"p.js":"1"}}"""u8.ToArray());
        var manifest = new ManifestRecord { Policy = Policy, Bundle = bundle, Region = new RegionManifest(3), Objects = [new ManifestEntry(Till, Store(Content)) { Sealed = true }] };
        var seal = new VariantSeal("default", Till, Digest.Of(Content), "AAAAAAAAAAAAAAAAAAAAAA");
        var key = new DataKey(seal.KeyId, Store(_parent.Seal(seal, Encoding.UTF8.GetBytes($$"""{"{{Handle}}":"aHVudGVyMg=="}"""))), _parent.Wrap(seal, "eu", wrappedFor));
        var root = new RootRecord
        {
            Edge = "eu", Epoch = 1, Revision = 1, Policies = [new RootEntry(Policy, Digest.Of("m"u8))],
            DataKeys = new(StringComparer.Ordinal) { [seal.Content.ToString()] = key.ToString() }, ExchangeKey = _parent.ExchangeKey,
        };
        ContentSource contents = digest => _store.TryGetValue(digest, out var bytes) ? bytes : null;
        var seals = new TreeSeals("eu", contents, MemoryVariantSealer.Opener("region-key"));
        var accepted = new EdgeTree(root, default, new Dictionary<PolicyKey, ManifestRef> { [Policy] = new(Digest.Of("m"u8), manifest) }, new HashSet<PolicyKey>());
        seals.Take(accepted);

        var tree = ParentTree.Read(accepted, contents, seals);

        if (opens)
        {
            var till = Assert.Single(Assert.Single(tree.Policies).Objects);
            Assert.Equal($$"""{"{{Handle}}":"aHVudGVyMg=="}""", Encoding.UTF8.GetString(till.Values!.Value.Span));
            Assert.Equal(Digest.Of(Content), till.Digest);
        }
        else
        {
            Assert.Empty(tree.Policies);
            Assert.StartsWith($"the secret values of {Till} cannot be opened", tree.Unreadable[Policy], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_holds_no_secret_has_no_values_not_even_empty_ones()
    {
        var plain = "{}"u8.ToArray();
        var manifest = new ManifestRecord
        {
            Policy = Policy, Bundle = Store("""{"main":"p.js","files":{"p.js":"1"}}"""u8.ToArray()), Region = new RegionManifest(3), Objects = [new ManifestEntry(Till, Store(plain))],
        };
        var root = new RootRecord { Edge = "eu", Epoch = 1, Revision = 1, Policies = [new RootEntry(Policy, Digest.Of("m"u8))] };
        ContentSource contents = digest => _store.TryGetValue(digest, out var bytes) ? bytes : null;
        var accepted = new EdgeTree(root, default, new Dictionary<PolicyKey, ManifestRef> { [Policy] = new(Digest.Of("m"u8), manifest) }, new HashSet<PolicyKey>());

        var tree = ParentTree.Read(accepted, contents, new TreeSeals("eu", contents, MemoryVariantSealer.Opener("region-key")));

        Assert.Null(Assert.Single(Assert.Single(tree.Policies).Objects).Values);
    }

    private Digest Store(byte[] bytes)
    {
        _store[Digest.Of(bytes)] = bytes;
        return Digest.Of(bytes);
    }
}
