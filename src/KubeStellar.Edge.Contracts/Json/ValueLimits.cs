using System.Runtime.InteropServices;
using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>What a value may be that a device sends: its own words, which every reader of records has to live with. Pure.</summary>
public static class ValueLimits
{
    /// <summary>Deepest nesting of arrays and objects.</summary>
    public const int MaxDepth = 32;

    private const int MaxExponentDigits = 5;

    /// <summary>Why a value is refused: nested too deep, a number with an absurd exponent, or what has no canonical form; empty when it is not.</summary>
    public static string Explain(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return "";
        }

        var bytes = JsonMarshal.GetRawUtf8Value(value);
        var reader = new Utf8JsonReader(bytes, CanonicalJson.ReaderOptions);
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= MaxDepth)
                {
                    return $"it is nested deeper than {MaxDepth} levels";
                }

                if (reader.TokenType == JsonTokenType.Number && IsAbsurd(reader.ValueSpan))
                {
                    return $"it has a number whose exponent has more than {MaxExponentDigits} digits";
                }
            }

            CanonicalJson.Canonicalize(bytes);
            return "";
        }
        catch (JsonException error)
        {
            return error.Message;
        }
        catch (JsonRefusedException refused)
        {
            return refused.Message;
        }
    }

    private static bool IsAbsurd(ReadOnlySpan<byte> number)
    {
        var at = number.IndexOfAny((byte)'e', (byte)'E');
        return at >= 0 && number[(at + 1)..].TrimStart("+-0"u8).Length > MaxExponentDigits;
    }
}
