namespace KubeStellar.Edge.TestKit.Cluster.Proxy;

/// <summary>One request that came to the proxy, as it is now: of an open watch the numbers still rise.</summary>
public sealed class ProxiedRequest
{
    private long _bytesIn;
    private long _bytesOut;

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path without query.</summary>
    public required string Path { get; init; }

    /// <summary>Query with its question mark; empty for none.</summary>
    public required string Query { get; init; }

    /// <summary>The client's name.</summary>
    public required string UserAgent { get; init; }

    /// <summary>Media types that are accepted.</summary>
    public required string Accept { get; init; }

    /// <summary>Media type of the body.</summary>
    public required string ContentType { get; init; }

    /// <summary>The verb as Kubernetes names it: <c>get</c>, <c>list</c>, <c>watch</c>, <c>create</c>, <c>update</c>, <c>patch</c>, <c>apply</c>, <c>delete</c>, <c>deletecollection</c>, or <c>other</c> for discovery and health.</summary>
    public required string Verb { get; init; }

    /// <summary>Plural name, with the subresource as <c>deployments/status</c>; empty when the path names no resource.</summary>
    public required string Resource { get; init; }

    /// <summary>Status of the answer; 0 when there was none.</summary>
    public int Status { get; internal set; }

    /// <summary>Whether a rule of the test answered instead of the server, or broke it.</summary>
    public bool Faulted { get; internal set; }

    /// <summary>Whether the answer is complete.</summary>
    public bool Ended { get; internal set; }

    /// <summary>Bytes of the request's body.</summary>
    public long BytesIn => Interlocked.Read(ref _bytesIn);

    /// <summary>Bytes of the answer's body, compressed as the server sent it.</summary>
    public long BytesOut => Interlocked.Read(ref _bytesOut);

    /// <summary>Whether it is a write.</summary>
    public bool IsWrite => Method is "POST" or "PUT" or "PATCH" or "DELETE" && !Resource.EndsWith("accessreviews", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Verb,-8} {Status,3}{(Faulted ? "!" : " ")} {Method} {Path}{Query} in {BytesIn} out {BytesOut}{(Ended ? "" : " (open)")} [{UserAgent}]";

    internal void Received(long bytes) => Interlocked.Add(ref _bytesIn, bytes);

    internal void Sent(long bytes) => Interlocked.Add(ref _bytesOut, bytes);
}
