using System.Text;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>
/// An edge has other keys: first that it made them, over the connection of its old ones, then, with <see cref="Switched"/>, that it got in with them, so that the old ones may be voided.
/// </summary>
public sealed record RekeyMessage : WireRecord
{
    /// <summary>The edge; must be the one in the subject.</summary>
    public required string Edge { get; init; }

    /// <summary>NKey that it was known by.</summary>
    public required string Old { get; init; }

    /// <summary>NKey that it made.</summary>
    public required string New { get; init; }

    /// <summary>X25519 public key that it made, base64url.</summary>
    public required string ExchangeKey { get; init; }

    /// <summary>Whether the edge is connected by its new key and will not use the old one again.</summary>
    public bool? Switched { get; init; }

    /// <summary>Ed25519 by the old key over <see cref="Signed"/>, base64; null when <see cref="Switched"/>, since then the old key may be gone.</summary>
    public string? Proof { get; init; }

    /// <summary>Ed25519 by the new key over <see cref="Signed"/>, base64.</summary>
    public required string Consent { get; init; }

    /// <summary>The bytes that are signed.</summary>
    public byte[] Signed() => Encoding.UTF8.GetBytes($"{(Switched == true ? "kse-rekeyed-1" : "kse-rekey-1")}\n{Edge}\n{Old}\n{New}\n{ExchangeKey}");
}
