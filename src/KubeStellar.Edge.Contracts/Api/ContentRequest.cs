using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>Asks for one stored value: a content, or one chunk of it.</summary>
public sealed record ContentRequest : WireRecord
{
    /// <summary>Its digest.</summary>
    public required Digest Digest { get; init; }

    /// <summary>Of a chunk: the content that it is of, whose chunk list names it. Null otherwise.</summary>
    public Digest? Of { get; init; }
}
