using System.Runtime.InteropServices;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>What a partial may be, so that no edge's fills the policy host. Pure.</summary>
internal static class PartialLimits
{
    internal const int MaxBytes = 256 * 1024;

    /// <summary>Why a partial cannot be reduced; empty when it can.</summary>
    internal static string Explain(JsonElement? partial)
    {
        if (partial is not { } value || value.ValueKind == JsonValueKind.Undefined)
            return "";
        var bytes = JsonMarshal.GetRawUtf8Value(value);
        return bytes.Length > MaxBytes ? $"it has {bytes.Length} bytes, and {MaxBytes} are allowed" : ValueLimits.Explain(value);
    }
}
