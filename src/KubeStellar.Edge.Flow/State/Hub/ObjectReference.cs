using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>How people and policies name objects: an object key, <c>kind/name</c> or <c>kind/namespace/name</c> (the kind in any case).</summary>
internal static class ObjectReference
{
    /// <summary>Whether a name means an object.</summary>
    internal static bool Means(string name, ObjectKey key)
    {
        // A kind of a group with three parts reads like a key, too: measurement.sensors.example.com/shop/fridge.
        if (ObjectKey.TryParse(name, out var exact) && exact == key)
            return true;
        var parts = name.Split('/');
        return parts.Length switch
        {
            2 => IsKind(parts[0], key) && parts[1] == key.Name,
            3 => IsKind(parts[0], key) && parts[1] == key.Namespace && parts[2] == key.Name,
            _ => false,
        };
    }

    /// <summary>What keeps a name from meaning anything, or null.</summary>
    internal static string? Explain(string name) =>
        ObjectKey.TryParse(name, out _) || (name.Split('/') is { Length: 2 or 3 } parts && parts.All(part => part.Length > 0))
            ? null
            : $"'{name}' is no object: use kind/name, kind/namespace/name or an object key";

    private static bool IsKind(string text, ObjectKey key) =>
        text.Equals(key.Kind, StringComparison.OrdinalIgnoreCase)
        || (key.Group.Length > 0 && text.Equals($"{key.Kind}.{key.Group}", StringComparison.OrdinalIgnoreCase));
}
