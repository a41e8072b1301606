using System.Text.Json;
using KubeStellar.Edge.Contracts;

namespace KubeStellar.Edge.Flow.Hub.Mirror;

/// <summary>Under which epoch a root was published, and by whose key.</summary>
internal sealed record PublishedBy(long Epoch, string Signer)
{
    /// <summary>Of a stored root; null for what is none.</summary>
    internal static PublishedBy? Read(ReadOnlyMemory<byte> stored)
    {
        try
        {
            return !stored.IsEmpty && JsonSerializer.Deserialize(stored.Span, ContractsJson.Default.SignedRoot) is { } signed && signed.Root.TryGetProperty("epoch", out var epoch)
                ? new PublishedBy(epoch.GetInt64(), signed.Proof.Signer)
                : null;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            // Who loads the roots says so.
            return null;
        }
    }
}
