namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>A signature and whose it is.</summary>
/// <param name="Signer">Public key, NKey text form.</param>
/// <param name="Signature">64 bytes.</param>
public readonly record struct RootSignature(string Signer, byte[] Signature);
