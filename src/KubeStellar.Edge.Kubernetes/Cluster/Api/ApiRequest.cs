namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>One request to the API server. All that are made here may be sent twice.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query, with a slash in front.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path)
{
    /// <summary>What a list or an object is asked for as when only its metadata is needed.</summary>
    internal const string MetadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    /// <summary>The same for one object.</summary>
    internal const string Metadata = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

    internal ReadOnlyMemory<byte> Body { get; init; }

    internal string? ContentType { get; init; }

    internal string Accept { get; init; } = "application/json";

    /// <summary>User to impersonate; null for none.</summary>
    internal string? User { get; init; }

    /// <summary>How many times the usual limit an answer may take.</summary>
    internal int Patience { get; init; } = 1;

    internal static ApiRequest Get(string path, string accept = "application/json") => new(HttpMethod.Get, path) { Accept = accept };
}
