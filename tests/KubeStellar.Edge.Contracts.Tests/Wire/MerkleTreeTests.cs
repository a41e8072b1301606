using CsCheck;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Contracts.Tests.Wire;

public sealed class MerkleTreeTests
{
    private static Digest[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i)))];

    [Fact]
    public void Every_leaf_proves_itself_and_nothing_else() => Gen.Int[1, 70].Sample(count =>
    {
        var leaves = Leaves(count);
        var tree = MerkleTree.Build(leaves);
        for (var i = 0; i < count; i++)
        {
            var proof = tree.Proof(i);
            Assert.True(MerkleTree.Verify(leaves[i], i, count, proof, tree.Root));
            Assert.False(MerkleTree.Verify(MerkleTree.LeafHash("x"u8), i, count, proof, tree.Root));
            Assert.False(MerkleTree.Verify(leaves[i], i, count, [.. proof, default], tree.Root));
            Assert.False(proof.Length > 0 && MerkleTree.Verify(leaves[i], i, count, proof.AsSpan(1), tree.Root));
            Assert.False(count > 1 && MerkleTree.Verify(leaves[i], i ^ 1, count, proof, tree.Root));
        }
    });

    [Fact]
    public void It_is_the_tree_of_RFC_6962() => Gen.Int[1, 40].Sample(count => Assert.Equal(Recursive(Leaves(count)), MerkleTree.Build(Leaves(count)).Root));

    [Fact]
    public void Known_answers_of_certificate_transparency()
    {
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", MerkleTree.LeafHash([]).ToString());
        Assert.Equal(
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            MerkleTree.Build([MerkleTree.LeafHash([]), MerkleTree.LeafHash([0])]).Root.ToString());
    }

    [Theory]
    [InlineData(-1, 4)]
    [InlineData(4, 4)]
    [InlineData(0, 0)]
    [InlineData(0, -1)]
    [InlineData(0, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Nonsense_is_false(int index, int count) =>
        Assert.False(MerkleTree.Verify(Leaves(4)[0], index, count, MerkleTree.Build(Leaves(4)).Proof(0), MerkleTree.Build(Leaves(4)).Root));

    [Fact]
    public void An_empty_batch_has_no_tree() => Assert.Throws<ArgumentException>(() => MerkleTree.Build([]));

    private static Digest Recursive(ReadOnlySpan<Digest> leaves)
    {
        if (leaves.Length == 1)
        {
            return leaves[0];
        }

        var split = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)leaves.Length) / 2;
        var bytes = new byte[65];
        bytes[0] = 1;
        Recursive(leaves[..split]).CopyTo(bytes.AsSpan(1));
        Recursive(leaves[split..]).CopyTo(bytes.AsSpan(33));
        return Digest.Of(bytes);
    }
}
