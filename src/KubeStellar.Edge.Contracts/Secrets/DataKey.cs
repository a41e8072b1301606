using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Secrets;

/// <summary>
/// What an edge's root says of one variant that holds secret values (<see cref="Records.RootRecord.DataKeys"/>): which key seals them, where they are, and the key, wrapped for this edge.
/// Its text is <c>&lt;id&gt;.&lt;seal&gt;.&lt;wrapped&gt;</c>.
/// </summary>
/// <param name="Id">Id of the data key: <see cref="IdLength"/> characters of base64url. Another one after each rotation.</param>
/// <param name="Seal">Digest of the content with the variant's values, sealed under that key.</param>
/// <param name="Wrapped">The data key, wrapped for the edge's exchange key; base64url.</param>
public sealed record DataKey(string Id, Digest Seal, string Wrapped)
{
    /// <summary>Characters of an id: 16 bytes.</summary>
    public const int IdLength = 22;

    /// <summary>Reads the text of one.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DataKey? key)
    {
        key = null;
        var parts = text?.Split('.');
        if (parts is not [{ Length: IdLength } id, var seal, { Length: > 0 } wrapped] || !Base64Url.IsValid(id) || !Base64Url.IsValid(wrapped) || !Digest.TryParse(seal, out var digest))
        {
            return false;
        }

        key = new DataKey(id, digest, wrapped);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Id}.{Seal}.{Wrapped}";
}
