namespace KubeStellar.Edge.Contracts.Json;

/// <summary>One step of a <see cref="FieldPath"/>.</summary>
/// <param name="Name">The member; null for items of a list.</param>
/// <param name="Keys">Of items of a list: what their members must be, all of them; empty for every item.</param>
internal sealed record FieldStep(string? Name, IReadOnlyList<KeyValuePair<string, string>> Keys)
{
    private static readonly IReadOnlyList<KeyValuePair<string, string>> None = [];

    internal static FieldStep All { get; } = new(null, None);

    internal static FieldStep Member(string name) => new(name, None);
}
