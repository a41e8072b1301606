using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>What an edge may say of itself. Pure.</summary>
internal static class FactLimits
{
    internal const int MaxProperties = 256;

    /// <summary>Why properties are refused; null when they are not.</summary>
    internal static string? Explain(IReadOnlyDictionary<string, JsonElement> properties)
    {
        if (properties.Count > MaxProperties || properties.Keys.Any(key => !Names.IsQualifiedName(key)))
        {
            return $"at most {MaxProperties} properties, each with a qualified name";
        }

        foreach (var (key, value) in properties)
        {
            if (ValueLimits.Explain(value) is { Length: > 0 } wrong)
            {
                return $"the property {key}: {wrong}";
            }
        }

        return null;
    }
}
