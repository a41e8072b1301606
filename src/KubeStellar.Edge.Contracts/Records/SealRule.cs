using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Fields that hold secrets in objects of one kind, as a policy's <c>seals</c> declares them. Sealed wherever an object of its workspace comes in.</summary>
public sealed record SealRule
{
    /// <summary>The kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Its API group; empty for the core group, null for any.</summary>
    public string? Group { get; init; }

    /// <summary>The fields (<see cref="Json.FieldPath"/>).</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Whether it speaks of an object.</summary>
    public bool IsFor(ObjectKey key) => key.Kind == Kind && (Group is null || key.Group == Group);
}
