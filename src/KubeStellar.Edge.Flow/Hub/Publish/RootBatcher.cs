using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Hub.Publish.Seals;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>
/// Builds and signs roots in batches of <see cref="BatchSize"/>: an Ed25519 signature costs about as much as publishing a root, so one over a
/// Merkle tree serves the whole batch, and each root carries its path.
/// </summary>
internal sealed class RootBatcher(IRootSigner signer, KeyWrapper wrapper)
{
    public const int BatchSize = 256;

    private static ReadOnlySpan<byte> Prefix => "kse-roots-1\n"u8;

    /// <summary>Roots of the drafts, with revisions from <paramref name="revision"/> up, in the same order.</summary>
    public BuiltRoot[] Build(IReadOnlyList<RootDraft> drafts, long epoch, long revision)
    {
        var built = new BuiltRoot[drafts.Count];
        var batches = (drafts.Count + BatchSize - 1) / BatchSize;
        if (batches > 1)
        {
            Parallel.For(0, batches, batch => Build(drafts, batch * BatchSize, epoch, revision, built));
        }
        else
        {
            Build(drafts, 0, epoch, revision, built);
        }

        return built;
    }

    private static byte[] Signed(RootSignature by) => RootWriter.Signed(by.Signer, by.Signature);

    private void Build(IReadOnlyList<RootDraft> drafts, int start, long epoch, long revision, BuiltRoot[] built)
    {
        var count = Math.Min(BatchSize, drafts.Count - start);
        var raw = new byte[count][];
        var keys = new HeldKeys?[count];
        var leaves = new Digest[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = drafts[start + i] is { Keys: { } order, Edge: var edge } ? wrapper.Wrap(edge, order) : null;
            raw[i] = RootWriter.Root(drafts[start + i], keys[i], epoch, revision + start + i);
            leaves[i] = MerkleTree.LeafHash(raw[i]);
        }

        var tree = MerkleTree.Build(leaves);
        Span<byte> message = stackalloc byte[Prefix.Length + Digest.Size];
        Prefix.CopyTo(message);
        tree.Root.CopyTo(message[Prefix.Length..]);
        var signed = Signed(signer.Attest(message));
        Span<byte> path = stackalloc byte[Digest.Size * 16];
        for (var i = 0; i < count; i++)
        {
            var siblings = tree.Proof(i);
            for (var level = 0; level < siblings.Length; level++)
            {
                siblings[level].CopyTo(path[(level * Digest.Size)..]);
            }

            var draft = drafts[start + i];
            var policies = new RootEntry[draft.Manifests.Length];
            for (var p = 0; p < policies.Length; p++)
            {
                policies[p] = draft.Manifests[p].Entry;
            }

            var root = new RootRecord { Edge = draft.Edge, Epoch = epoch, Revision = revision + start + i, Policies = policies };
            if (keys[i] is { } held)
            {
                root = root with { DataKeys = DataKeys(held), ExchangeKey = held.ExchangeKey, WrappedFor = held.WrappedFor };
            }

            built[start + i] = new BuiltRoot(
                draft, root, Digest.Of(raw[i]), RootWriter.SignedRoot(raw[i], signed, i, count, path[..(siblings.Length * Digest.Size)]), keys[i]);
        }
    }

    private static SortedDictionary<string, string> DataKeys(HeldKeys held)
    {
        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in held.Keys)
        {
            keys.Add(key.Variant.ToString(), key.Text);
        }

        return keys;
    }
}
