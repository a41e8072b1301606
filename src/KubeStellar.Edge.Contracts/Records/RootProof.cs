namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Why a root is to be believed: the signature over its batch, and its place in the batch.</summary>
/// <param name="Signer">Public key of the hub (NKey text form).</param>
/// <param name="Signature">Ed25519 over <c>"kse-roots-1\n" || merkle root (32 bytes)</c>, base64.</param>
/// <param name="Index">Leaf of this root in the batch, from 0.</param>
/// <param name="Count">Leaves in the batch.</param>
/// <param name="Path">Sibling hashes from the leaf up, base64 of their concatenation (32 bytes each).</param>
public sealed record RootProof(string Signer, string Signature, int Index, int Count, string Path);
