using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>RFC 7396 merge patches, turned into operations so that they are recorded and applied like every other edit.</summary>
public static class MergePatch
{
    /// <summary>
    /// The operations that the patch means for this object, in the patch's canonical order. What the patch repeats unchanged gives no operation,
    /// and null for what is not there neither. A <c>$kse:copy</c> marker is a value, not a map to merge. Throws <see cref="JsonRefusedException"/> for a patch with a member twice.
    /// </summary>
    public static IReadOnlyList<JsonOperation> ToOperations(JsonElement original, JsonElement patch)
    {
        var canonical = JsonElement.Parse(CanonicalJson.Canonicalize(patch), CanonicalJson.DocumentOptions);
        var operations = new List<JsonOperation>();
        Merge(original, canonical, [], operations);
        return operations;
    }

    private static void Merge(JsonElement? original, JsonElement patch, ImmutableArray<string> path, List<JsonOperation> operations)
    {
        if (patch.ValueKind != JsonValueKind.Object || JsonCopies.IsMarker(patch, out _))
        {
            if (original is not { } same || !JsonMarshal.GetRawUtf8Value(same).SequenceEqual(JsonMarshal.GetRawUtf8Value(patch)))
            {
                operations.Add(JsonOperation.Set(path, patch));
            }

            return;
        }

        if (original is not { ValueKind: JsonValueKind.Object } target)
        {
            operations.Add(JsonOperation.Set(path, WithoutNulls(patch)));
            return;
        }

        foreach (var member in patch.EnumerateObject())
        {
            var child = path.Add(member.Name);
            JsonElement? present = target.TryGetProperty(member.Name, out var value) ? value : null;
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Merge(present, member.Value, child, operations);
            }
            else if (present is not null)
            {
                operations.Add(JsonOperation.Remove(child));
            }
        }
    }

    /// <summary>RFC 7396: a patch for what is no object is merged into an empty one, which leaves its nulls out.</summary>
    private static JsonElement WithoutNulls(JsonElement patch)
    {
        var node = Strip(patch);
        var output = new JsonPatchOutput(int.MaxValue);
        node.WriteTo(output);
        return JsonElement.Parse(output.Written, CanonicalJson.DocumentOptions);
    }

    private static JsonPatchNode Strip(JsonElement value) =>
        value.ValueKind != JsonValueKind.Object
            ? JsonPatchNode.Of(value)
            : new JsonPatchObject(value.EnumerateObject()
                .Where(member => member.Value.ValueKind != JsonValueKind.Null)
                .Select(member => KeyValuePair.Create(member.Name, Strip(member.Value))));
}
