using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Which objects that are born at an edge a policy wants carried up: all given lists must match, a list that is not there matches all. Pure data, part of the manifest.</summary>
public sealed record UpsyncRule
{
    /// <summary>Kinds, as <c>Kind.group</c>; <c>Kind</c> alone is of the core group.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>Namespaces; the empty text is cluster-scoped. Null for all.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>Names; null for all.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>Labels that must all be there with these values; null for none.</summary>
    public SortedDictionary<string, string>? Labels { get; init; }

    /// <summary>The kinds as pairs of group and kind.</summary>
    public IEnumerable<(string Group, string Kind)> KindPairs() => Kinds.Select(Split);

    /// <summary>Whether an object of this key can be asked for, whatever its labels.</summary>
    /// <param name="key">The object.</param>
    public bool MayAsk(ObjectKey key) => KindPairs().Contains((key.Group, key.Kind)) && (Namespaces?.Contains(key.Namespace) ?? true) && (Names?.Contains(key.Name) ?? true);

    /// <summary>Whether an object is asked for.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="item">The object.</param>
    public bool Asks(ObjectKey key, JsonElement item) => MayAsk(key) && (Labels ?? []).All(label => LabelOf(item, label.Key) == label.Value);

    private static (string Group, string Kind) Split(string kind) => kind.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? (kind[(dot + 1)..], kind[..dot]) : ("", kind);

    private static string? LabelOf(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Object
        && labels.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
