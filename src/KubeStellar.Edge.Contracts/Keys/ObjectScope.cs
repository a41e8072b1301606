namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>Which objects somebody lets in: an admin into a workspace, the owner of a device onto it. What is left out limits nothing. Pure.</summary>
public sealed record ObjectScope
{
    /// <summary>Kinds, as <c>Kind</c> or <c>Kind.group</c>; null for all.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>Namespaces, exact or with a <c>*</c> at the end; null for all.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>False: no cluster-scoped objects; null for yes.</summary>
    public bool? ClusterScoped { get; init; }

    /// <summary>Names, exact or with a <c>*</c> at the end; null for all.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>What is let in instead of an object (<c>kinds ConfigMap, Service</c>); null when the object is.</summary>
    public string? Instead(ObjectKey key)
    {
        if (Kinds is { } kinds && !kinds.Contains(key.Kind) && !kinds.Contains($"{key.Kind}.{key.Group}"))
            return $"kinds {string.Join(", ", kinds)}";
        if (key.Namespace.Length == 0 && ClusterScoped == false)
            return "namespaced objects";
        if (key.Namespace.Length > 0 && Namespaces is { } namespaces && !Fits(namespaces, key.Namespace))
            return $"namespaces {string.Join(", ", namespaces)}";
        return Names is { } names && !Fits(names, key.Name) ? $"names {string.Join(", ", names)}" : null;
    }

    private static bool Fits(IReadOnlyList<string> patterns, string name) =>
        patterns.Any(pattern => pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == name);
}
