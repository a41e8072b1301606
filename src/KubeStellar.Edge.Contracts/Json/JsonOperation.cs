using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>
/// One recorded edit of an object: <c>{"op":"set","path":["spec","replicas"],"value":3}</c>. An array's element is addressed by its decimal index.
/// Anywhere in a value an object of the single member <c>{"$kse:copy":["spec","containers","0"]}</c> stands for the owner's original tokens at that
/// path, so that what is moved keeps its numbers to the digit.
/// </summary>
[JsonConverter(typeof(JsonOperationConverter))]
public sealed record JsonOperation
{
    /// <summary>The member that marks a copy of the owner's tokens.</summary>
    public const string CopyMember = "$kse:copy";

    /// <summary>Set or remove.</summary>
    public required JsonOperationKind Op { get; init; }

    /// <summary>Steps from the root; empty means the whole object.</summary>
    public required ImmutableArray<string> Path { get; init; }

    /// <summary>The value of a set (JSON null is a value); absent in a remove.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>An operation that sets a value.</summary>
    public static JsonOperation Set(ImmutableArray<string> path, JsonElement value) => new() { Op = JsonOperationKind.Set, Path = path, Value = value };

    /// <summary>An operation that removes.</summary>
    public static JsonOperation Remove(ImmutableArray<string> path) => new() { Op = JsonOperationKind.Remove, Path = path };

    /// <summary>Equal when operation, path and the value's tokens are.</summary>
    public bool Equals(JsonOperation? other) =>
        other is not null && Op == other.Op && Path.AsSpan().SequenceEqual(other.Path.AsSpan()) && Raw(this).SequenceEqual(Raw(other));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Op);
        foreach (var step in Path.AsSpan())
        {
            hash.Add(step, StringComparer.Ordinal);
        }

        hash.AddBytes(Raw(this));
        return hash.ToHashCode();
    }

    private static ReadOnlySpan<byte> Raw(JsonOperation operation) =>
        operation.Value is { } value ? JsonMarshal.GetRawUtf8Value(value) : default;
}
