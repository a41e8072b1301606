using System.Globalization;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// A signature over many answers at once, as one of them carries it: the place in the Merkle tree, the way from there to its root, and the signature of the root (<see cref="CommandSeal.Together"/>).
/// As text <c>index.count.signature.digest.digest...</c>, the signature in base64.
/// </summary>
/// <param name="Index">Place of the answer.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Signature">Base64.</param>
/// <param name="Proof">Digests beside the way to the root.</param>
public sealed record TreeSeal(int Index, int Count, string Signature, IReadOnlyList<Digest> Proof)
{
    /// <summary>Value of <see cref="Headers.Seal"/> on a request whose answer is wanted signed.</summary>
    public const string Wanted = "tree";

    /// <summary>Answers that are signed together at most.</summary>
    public const int MostAnswers = 4096;

    private const int MostDepth = 12;

    /// <summary>The root that an answer leads to; null when the way does not fit the place.</summary>
    /// <param name="message">What <see cref="CommandSeal"/> makes of the answer.</param>
    public Digest? RootOf(ReadOnlySpan<byte> message) => MerkleTree.RootOf(MerkleTree.LeafHash(message), Index, Count, [.. Proof]);

    /// <summary>Reads the text; null for anything else.</summary>
    public static TreeSeal? Parse(string? text)
    {
        var parts = text?.Split('.', MostDepth + 4) ?? [];
        if (parts.Length is < 3 or > MostDepth + 3
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count > MostAnswers)
        {
            return null;
        }

        var proof = new Digest[parts.Length - 3];
        for (var i = 0; i < proof.Length; i++)
        {
            if (!Digest.TryParse(parts[i + 3], out proof[i]))
            {
                return null;
            }
        }

        return new TreeSeal(index, count, parts[2], proof);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}.{Count}.{Signature}{string.Concat(Proof.Select(digest => $".{digest}"))}");
}
