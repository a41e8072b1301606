using System.Text.Json;
using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>
/// What every record that crosses the wire has: a schema version, and members of newer versions kept as they came,
/// so that an old daemon that rewrites a record of a newer one loses nothing.
/// Members with a default have setters: generated JSON code hands <c>init</c> properties to the constructor, absent ones as null or zero.
/// They are not to be set after construction; use <c>with</c>.
/// </summary>
public abstract record WireRecord
{
    /// <summary>Version of the record's schema; rises only when the meaning of an existing member changes.</summary>
    [JsonPropertyName("v"), JsonPropertyOrder(-100)]
    public int SchemaVersion { get; set; } = 1;

    /// <summary>Members this version does not know; written back unchanged.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
