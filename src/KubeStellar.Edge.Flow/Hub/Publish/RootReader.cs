using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Buckets;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.Hub.Publish;

/// <summary>Reads a stored root.</summary>
internal static class RootReader
{
    /// <summary>The key that signed a stored root; null when it is none.</summary>
    public static string? SignerOf(ReadOnlyMemory<byte> value)
    {
        try
        {
            return JsonSerializer.Deserialize(value.Span, ContractsJson.Default.SignedRoot)?.Proof.Signer;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The root; null when the bytes are no root of the edge that their key names.</summary>
    public static PublishedRoot? Read(BucketEntry entry)
    {
        try
        {
            var signed = JsonSerializer.Deserialize(entry.Value.Span, ContractsJson.Default.SignedRoot);
            if (signed?.Root.Deserialize(ContractsJson.Default.RootRecord) is not { } root || root.Edge != entry.Key)
            {
                return null;
            }

            return new PublishedRoot(root, Digest.Of(JsonMarshal.GetRawUtf8Value(signed.Root)), entry.Value, entry.Revision);
        }
        catch (JsonException)
        {
            // Unreadable is told apart from absent by the caller, which freezes the edge.
            return null;
        }
    }
}
