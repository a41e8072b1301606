using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Admission;

/// <summary>What an edge may say of itself. Pure.</summary>
internal static class FactLimits
{
    internal const int MaxProperties = 256;

    /// <summary>Bytes of all together: every policy host keeps what every edge says of itself.</summary>
    internal const int MaxBytes = 32 * 1024;

    /// <summary>Why properties are refused; null when they are not.</summary>
    internal static string? Explain(IReadOnlyDictionary<string, JsonElement> properties)
    {
        if (properties.Count > MaxProperties || properties.Keys.Any(key => !Names.IsQualifiedName(key)))
        {
            return $"at most {MaxProperties} properties, each with a qualified name";
        }

        var bytes = properties.Sum(pair => (long)pair.Key.Length + (pair.Value.ValueKind == JsonValueKind.Undefined ? 0 : JsonMarshal.GetRawUtf8Value(pair.Value).Length));
        if (bytes > MaxBytes)
        {
            return $"the properties have {bytes} bytes together; {MaxBytes} are the limit";
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
