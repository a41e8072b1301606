using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>
/// Applies recorded operations to the owner's own tokens. What no operation touches keeps its bytes, so no number passes through a double.
/// Whether the object still is the same one afterwards is <see cref="IdentityGuard"/>'s to say.
/// </summary>
public static class JsonPatcher
{
    /// <summary>
    /// The canonical bytes after all operations, in order. Objects missing on the way to a set are made; a remove of a member that is not there does nothing.
    /// Throws <see cref="JsonRefusedException"/> naming the path: through a scalar, below a missing element, index out of range, a copy of what is not there,
    /// or a result above <paramref name="maxBytes"/>.
    /// </summary>
    public static byte[] Apply(ReadOnlySpan<byte> original, IReadOnlyList<JsonOperation> operations, int maxBytes = ObjectLimits.MaxObjectBytes)
    {
        ArgumentNullException.ThrowIfNull(operations);
        var canonical = CanonicalJson.Canonicalize(original);
        if (operations.Count == 0 && canonical.Length <= maxBytes)
        {
            return canonical;
        }

        var owner = JsonElement.Parse(canonical, CanonicalJson.DocumentOptions);
        var root = JsonPatchNode.Of(owner);
        foreach (var operation in operations)
        {
            root = Apply(root, operation, owner);
        }

        var output = new JsonPatchOutput(maxBytes);
        root.WriteTo(output);
        return CanonicalJson.Canonicalize(output.Written);
    }

    private static JsonPatchNode Apply(JsonPatchNode root, JsonOperation operation, JsonElement owner)
    {
        var path = operation.Path;
        var value = operation.Op == JsonOperationKind.Set
            ? JsonCopies.Expand(operation.Value ?? throw new JsonRefusedException("a set has no value", JsonPath.Show(path)), owner)
            : null;
        if (path.IsDefaultOrEmpty)
        {
            return value ?? throw new JsonRefusedException("the whole object cannot be removed", "");
        }

        root = root.Open();
        var parent = root;
        for (var depth = 0; depth < path.Length - 1; depth++)
        {
            if (Descend(parent, operation, depth) is not { } child)
            {
                return root;
            }

            parent = child;
        }

        if (value is null)
        {
            Remove(parent, operation);
        }
        else
        {
            Set(parent, operation, value);
        }

        return root;
    }

    private static JsonPatchNode? Descend(JsonPatchNode parent, JsonOperation operation, int depth)
    {
        var step = operation.Path[depth];
        switch (parent)
        {
            case JsonPatchObject map when map.Members.TryGetValue(step, out var child):
                return map.Members[step] = child.Open();
            case JsonPatchObject map when operation.Op == JsonOperationKind.Set:
                return map.Members[step] = new JsonPatchObject([]);
            case JsonPatchObject:
                return null;
            case JsonPatchArray array:
                var index = Index(array, operation, depth, array.Items.Count - 1);
                return array.Items[index] = array.Items[index].Open();
            default:
                throw Refuse(operation, depth - 1, "is a plain value and has nothing below it");
        }
    }

    private static void Set(JsonPatchNode parent, JsonOperation operation, JsonPatchNode value)
    {
        var last = operation.Path.Length - 1;
        switch (parent)
        {
            case JsonPatchObject map:
                map.Members[operation.Path[last]] = value;
                break;
            case JsonPatchArray array:
                var index = Index(array, operation, last, array.Items.Count);
                if (index == array.Items.Count)
                {
                    array.Items.Add(value);
                }
                else
                {
                    array.Items[index] = value;
                }

                break;
            default:
                throw Refuse(operation, last - 1, "is a plain value and has nothing below it");
        }
    }

    private static void Remove(JsonPatchNode parent, JsonOperation operation)
    {
        var last = operation.Path.Length - 1;
        switch (parent)
        {
            case JsonPatchObject map:
                map.Members.Remove(operation.Path[last]);
                break;
            case JsonPatchArray array:
                array.Items.RemoveAt(Index(array, operation, last, array.Items.Count - 1));
                break;
            default:
                throw Refuse(operation, last - 1, "is a plain value and has nothing below it");
        }
    }

    private static int Index(JsonPatchArray array, JsonOperation operation, int depth, int highest)
    {
        if (!JsonPatchArray.TryIndex(operation.Path[depth], out var index))
        {
            throw Refuse(operation, depth, "is no index of an array");
        }

        return index <= highest ? index : throw Refuse(operation, depth, $"is out of range: the array has {array.Items.Count} elements");
    }

    private static JsonRefusedException Refuse(JsonOperation operation, int depth, string reason) =>
        new(reason, JsonPath.Show(operation.Path.Take(depth + 1)));
}
