using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// A root with its proof: bucket <c>kse-desired</c>, key <c>&lt;edge&gt;</c>, and republished to the edge.
/// The signed leaf is the raw text of <see cref="Root"/> as received (<see cref="JsonElement.GetRawText"/>), so that no reformatting stands between signer and verifier.
/// </summary>
public sealed record SignedRoot : WireRecord
{
    /// <summary>The raw <see cref="RootRecord"/>.</summary>
    public required JsonElement Root { get; init; }

    /// <summary>Signature and inclusion proof.</summary>
    public required RootProof Proof { get; init; }
}
