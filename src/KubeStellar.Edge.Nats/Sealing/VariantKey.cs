using System.Text;
using KubeStellar.Edge.Flow.State.Secrets;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Sealing;

/// <summary>What is authenticated with what is sealed under a data key, and with the key where it is wrapped: the same text on both sides.</summary>
internal static class VariantKey
{
    /// <summary>Length of a wrapped data key (<see cref="GcmBox"/>).</summary>
    internal const int WrappedLength = GcmBox.Overhead + SealKeys.KeyLength;

    internal static byte[] About(VariantSeal seal) => Encoding.UTF8.GetBytes($"kse-seal-1\n{Text(seal)}");

    internal static byte[] AboutWrap(VariantSeal seal, string edge) => Encoding.UTF8.GetBytes($"kse-wrapped-1\n{Text(seal)}\n{edge}");

    /// <summary>The nonce that values are sealed with under a data key: a key seals one text only, so both may come from it.</summary>
    internal static byte[] NonceOf(ReadOnlySpan<byte> dataKey) => SealKeys.Derive(dataKey, [], "kse-seal-nonce-1"u8, SealKeys.Cipher.NonceSize);

    private static string Text(VariantSeal seal) => $"{seal.Workspace}\n{seal.Object}\n{seal.Content}\n{seal.KeyId}";
}
