using System.Globalization;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// Records of a newer version: a schema version rises only when an existing member means something else, so who does not know it must not act on the record. It is kept
/// as it came, and whoever sent it is told.
/// </summary>
public static class SchemaRule
{
    /// <summary>The newest schema version of every record that this version knows.</summary>
    public const int Known = 1;

    /// <summary>Why the record is not to be acted on; null when it is.</summary>
    public static string? TooNew(WireRecord? record) => record is { SchemaVersion: > Known and var found }
        ? string.Create(CultureInfo.InvariantCulture, $"it has schema version {found}, and this kse knows up to {Known}; a newer kse is needed here")
        : null;
}
