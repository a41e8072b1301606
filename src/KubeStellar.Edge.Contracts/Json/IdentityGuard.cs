using System.Runtime.InteropServices;
using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>An edit may change what an object says, never which object it is.</summary>
public static class IdentityGuard
{
    private static readonly string[][] Fields = [["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"]];
    private static readonly string[][] OfCopies = [["apiVersion"], ["kind"], ["metadata", "namespace"]];

    /// <summary>Throws <see cref="JsonRefusedException"/> naming the first of <c>apiVersion</c>, <c>kind</c>, <c>metadata.name</c>, <c>metadata.namespace</c> that differs.</summary>
    public static void Check(JsonElement original, JsonElement changed) => Check(original, changed, Fields);

    /// <summary>The same of one of several copies that an object becomes: its name is its own.</summary>
    public static void CheckCopy(ReadOnlySpan<byte> originalCanonical, ReadOnlySpan<byte> copyCanonical) =>
        Check(JsonElement.Parse(originalCanonical, CanonicalJson.DocumentOptions), JsonElement.Parse(copyCanonical, CanonicalJson.DocumentOptions), OfCopies);

    private static void Check(JsonElement original, JsonElement changed, string[][] fields)
    {
        foreach (var path in fields)
        {
            if (!Tokens(original, path).SequenceEqual(Tokens(changed, path)))
            {
                throw new JsonRefusedException("must not be changed: it is part of what names the object", JsonPath.Show(path));
            }
        }
    }

    /// <summary>The same over canonical bytes, as <see cref="JsonPatcher"/> returns them.</summary>
    public static void Check(ReadOnlySpan<byte> originalCanonical, ReadOnlySpan<byte> changedCanonical) =>
        Check(JsonElement.Parse(originalCanonical, CanonicalJson.DocumentOptions), JsonElement.Parse(changedCanonical, CanonicalJson.DocumentOptions));

    private static ReadOnlySpan<byte> Tokens(JsonElement value, string[] path)
    {
        foreach (var step in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(step, out value))
            {
                return default;
            }
        }

        return JsonMarshal.GetRawUtf8Value(value);
    }
}
