using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Identity;

namespace KubeStellar.Edge.Flow.Edge.Receive;

/// <summary>
/// Whether a root is to be believed: its raw text is a leaf of a batch that the pinned hub signed, and it is for this edge.
/// Order is judged apart, because a stored root is checked without it.
/// </summary>
internal sealed class RootCheck(string edge, IPinnedHub hub, IRootVerifier verifier)
{
    private const int SignatureLength = 64;
    private const int LongestPath = 64;

    private static ReadOnlySpan<byte> Context => "kse-roots-1\n"u8;

    /// <summary>Judges a root against the accepted one.</summary>
    internal RootVerdict Judge(ReadOnlyMemory<byte> payload, RootVersion accepted, Digest acceptedDigest)
    {
        var verdict = Believe(payload, out var signer);
        if (verdict.Root is not { } root)
        {
            return verdict;
        }

        if (root.Version > accepted)
        {
            // Whoever found a key that was handed over may sign with it for ever.
            return signer == hub.Key
                ? verdict
                : new RootVerdict(RootVerdictKind.Refused, "it is newer than what was accepted, and signed by a key that the hub has handed over since", null, verdict.Digest);
        }

        if (root.Version == accepted && verdict.Digest == acceptedDigest)
        {
            return verdict with { Kind = RootVerdictKind.Same };
        }

        var reason = root.Version == accepted
            ? $"another root with the version {accepted} that was accepted already"
            : $"its version {root.Version} is below {accepted}, which was accepted already";
        return new RootVerdict(RootVerdictKind.Refused, reason, null, verdict.Digest);
    }

    /// <summary>Judges a root by itself: one that was taken before the hub handed its key over is still good.</summary>
    internal RootVerdict Believe(ReadOnlyMemory<byte> payload) => Believe(payload, out _);

    private RootVerdict Believe(ReadOnlyMemory<byte> payload, out string signer)
    {
        signer = "";
        if (payload.IsEmpty)
        {
            return new RootVerdict(RootVerdictKind.Ignored, "the message is empty", null, default);
        }

        SignedRoot? signed;
        RootRecord? root;
        byte[] raw;
        try
        {
            signed = JsonSerializer.Deserialize(payload.Span, ContractsJson.Default.SignedRoot);
            if (signed is not { Proof: { Signer: not null, Signature: not null, Path: not null }, Root.ValueKind: JsonValueKind.Object })
            {
                return new RootVerdict(RootVerdictKind.Ignored, "the message is no signed root", null, default);
            }

            raw = JsonMarshal.GetRawUtf8Value(signed.Root).ToArray();
            root = WireJson.Read(raw, ContractsJson.Default.RootRecord);
        }
        catch (JsonException error)
        {
            return new RootVerdict(RootVerdictKind.Ignored, $"the message cannot be parsed: {error.Message}", null, default);
        }

        var digest = Digest.Of(raw);
        signer = signed.Proof.Signer;
        if (signer != hub.Key && !hub.Was(signer))
        {
            return new RootVerdict(RootVerdictKind.Stranger, "its signer is not the hub that this edge pinned when it joined, nor one that the hub handed its key to", null, digest);
        }

        if (Complaint(signed.Proof, raw) is { } complaint)
        {
            return new RootVerdict(RootVerdictKind.Refused, complaint, null, digest);
        }

        // From here on the text is the hub's own.
        if (root is null || root.Policies is null || root.Policies.Any(entry => entry is null || entry.Manifest.IsZero)
            || root.Policies.Select(entry => entry.Policy).Distinct().Count() != root.Policies.Count)
        {
            return new RootVerdict(RootVerdictKind.Refused, "it contradicts itself", null, digest);
        }

        if ((SchemaRule.TooNew(signed) ?? SchemaRule.TooNew(root)) is { } newer)
        {
            return new RootVerdict(RootVerdictKind.Refused, newer, null, digest);
        }

        return root.Edge == edge
            ? new RootVerdict(RootVerdictKind.Newer, "", root, digest)
            : new RootVerdict(RootVerdictKind.Refused, "it is for another edge", null, digest);
    }

    private string? Complaint(RootProof proof, ReadOnlySpan<byte> raw)
    {
        var signature = new byte[SignatureLength];
        var path = new byte[LongestPath * Digest.Size];
        if (!Convert.TryFromBase64String(proof.Signature, signature, out var length) || length != SignatureLength
            || !Convert.TryFromBase64String(proof.Path, path, out var pathLength) || pathLength % Digest.Size != 0)
        {
            return "its proof is malformed";
        }

        var siblings = new Digest[pathLength / Digest.Size];
        for (var i = 0; i < siblings.Length; i++)
        {
            siblings[i] = Digest.FromBytes(path.AsSpan(i * Digest.Size, Digest.Size));
        }

        if (MerkleTree.RootOf(MerkleTree.LeafHash(raw), proof.Index, proof.Count, siblings) is not { } merkle)
        {
            return "its proof does not fit its place in the batch";
        }

        Span<byte> message = stackalloc byte[Context.Length + Digest.Size];
        Context.CopyTo(message);
        merkle.CopyTo(message[Context.Length..]);
        return verifier.Verify(proof.Signer, message, signature) ? null : "its signature is not the hub's";
    }
}
