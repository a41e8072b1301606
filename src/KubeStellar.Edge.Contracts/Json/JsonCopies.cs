using System.Runtime.InteropServices;
using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>Finds the copy markers within a value and puts the owner's tokens in their place.</summary>
internal static class JsonCopies
{
    /// <summary>True for an object of the single member <c>$kse:copy</c>.</summary>
    internal static bool IsMarker(JsonElement value, out JsonElement path)
    {
        path = default;
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != 1)
        {
            return false;
        }

        foreach (var member in value.EnumerateObject())
        {
            path = member.Value;
            return member.NameEquals(JsonOperation.CopyMember);
        }

        return false;
    }

    internal static JsonPatchNode Expand(JsonElement value, JsonElement owner)
    {
        // In canonical form a name that needs no escape has none, so that a marker cannot hide behind one.
        if (JsonMarshal.GetRawUtf8Value(value).Contains((byte)'\\'))
        {
            value = JsonElement.Parse(CanonicalJson.Canonicalize(value), CanonicalJson.DocumentOptions);
        }

        return JsonMarshal.GetRawUtf8Value(value).IndexOf("$kse:copy"u8) >= 0 ? Walk(value, owner) : JsonPatchNode.Of(value);
    }

    private static JsonPatchNode Walk(JsonElement value, JsonElement owner)
    {
        if (IsMarker(value, out var path))
        {
            return JsonPatchNode.Of(Find(path, owner));
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => Members(value, owner),
            JsonValueKind.Array => new JsonPatchArray([.. value.EnumerateArray().Select(item => Walk(item, owner))]),
            _ => JsonPatchNode.Of(value),
        };
    }

    private static JsonPatchObject Members(JsonElement value, JsonElement owner) =>
        new(value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Walk(member.Value, owner))));

    private static JsonElement Find(JsonElement path, JsonElement owner)
    {
        if (path.ValueKind != JsonValueKind.Array || path.EnumerateArray().Any(step => step.ValueKind != JsonValueKind.String))
        {
            throw new JsonRefusedException($"the path of a {JsonOperation.CopyMember} is an array of strings", "");
        }

        var found = owner;
        foreach (var element in path.EnumerateArray())
        {
            var step = element.GetString()!;
            var there = found.ValueKind switch
            {
                JsonValueKind.Object => found.TryGetProperty(step, out found),
                JsonValueKind.Array => JsonPatchArray.TryIndex(step, out var index) && index < found.GetArrayLength() && Take(ref found, index),
                _ => false,
            };
            if (!there)
            {
                throw new JsonRefusedException("a copy of what the object does not have", JsonPath.Show(path.EnumerateArray().Select(s => s.GetString()!)));
            }
        }

        return found;
    }

    private static bool Take(ref JsonElement array, int index)
    {
        array = array[index];
        return true;
    }
}
