using System.Runtime.InteropServices;
using System.Text.Json;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>What a partial may be, so that no edge's fills the policy host. Pure.</summary>
internal static class PartialLimits
{
    internal const int MaxBytes = 256 * 1024;
    internal const int MaxDepth = 32;

    /// <summary>Why a partial cannot be reduced; empty when it can.</summary>
    internal static string Explain(JsonElement? partial)
    {
        if (partial is not { } value || value.ValueKind == JsonValueKind.Undefined)
            return "";
        var bytes = JsonMarshal.GetRawUtf8Value(value);
        if (bytes.Length > MaxBytes)
            return $"it has {bytes.Length} bytes, and {MaxBytes} are allowed";
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.CurrentDepth >= MaxDepth)
                return $"it is nested deeper than {MaxDepth} levels";
        }

        return "";
    }
}
