namespace KubeStellar.Edge.TestKit.Cluster.Fake.Schema;

/// <summary>How one field is merged and owned: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy .</summary>
/// <param name="Kind">How.</param>
/// <param name="Keys">Keys of an associative list, sorted; the value is the key's default, null for none.</param>
internal sealed record FieldRule(FieldKind Kind, IReadOnlyList<KeyValuePair<string, string?>> Keys);

/// <summary>Ways to own a field.</summary>
internal enum FieldKind
{
    /// <summary>Each member has owners of its own: maps and structs unless said otherwise.</summary>
    Granular,

    /// <summary>The whole value has one set of owners: lists unless said otherwise.</summary>
    Atomic,

    /// <summary>A list whose items are found by keys.</summary>
    Map,

    /// <summary>A list of scalars that are each there or not.</summary>
    Set,
}
