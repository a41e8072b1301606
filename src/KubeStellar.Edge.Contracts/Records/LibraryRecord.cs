using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>A shared library as applied: bucket <c>kse-libraries</c>, key <see cref="LibraryKey"/>. Never changed: another content is another version.</summary>
public sealed record LibraryRecord : WireRecord
{
    /// <summary>The tenant that owns the library.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the library, a DNS label.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>SHA-256 of the bundle's canonical JSON.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The entry module, called <c>index</c>, and the files that it imports; other libraries are named, not held.</summary>
    public required PolicyBundle Bundle { get; init; }

    /// <summary>When it was applied, by the hub's clock.</summary>
    public DateTimeOffset AppliedAt { get; init; }

    /// <summary>Id of the source that brought it (<see cref="SourceRecord"/>); null when people applied it.</summary>
    public string? Source { get; init; }
}
