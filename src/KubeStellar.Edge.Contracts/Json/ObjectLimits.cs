namespace KubeStellar.Edge.Contracts.Json;

/// <summary>Sizes beyond which an object is refused.</summary>
public static class ObjectLimits
{
    /// <summary>Largest object in bytes of canonical JSON: 4 MiB, above what a Kubernetes API server takes (about 3 MiB a request).</summary>
    public const int MaxObjectBytes = 4 * 1024 * 1024;

    /// <summary>Deepest nesting of arrays and objects.</summary>
    public const int MaxDepth = 128;
}
