using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>What an input of a gate may be: others wrote it, it goes into the policy host and is recorded.</summary>
public static class InputLimits
{
    /// <summary>Largest value, in bytes of its JSON.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Deepest nesting of arrays and objects.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = MaxDepth };

    /// <summary>The value that bytes are: JSON if they are JSON, else a string of their text. What is too large, too deep or ambiguous is an error.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="json">Whether the sender says that it is JSON: what is none is an error then.</param>
    /// <param name="at">When it came.</param>
    public static InputValue Read(ReadOnlySpan<byte> bytes, bool json, DateTimeOffset at)
    {
        if (bytes.Length > MaxBytes)
        {
            return Failed(TooLarge, at);
        }

        try
        {
            if (Deep(bytes))
            {
                return Failed($"the value is nested deeper than {MaxDepth} levels", at);
            }
        }
        catch (JsonException)
        {
            return json ? Failed("the answer says that it is JSON, and is not", at) : Text(Encoding.UTF8.GetString(bytes), at);
        }

        try
        {
            return new InputValue(JsonElement.Parse(CanonicalJson.Canonicalize(bytes), Depth), "", at);
        }
        catch (JsonRefusedException refused)
        {
            return Failed("the value is refused: " + refused.Message, at);
        }
    }

    /// <summary>A value that could not be had.</summary>
    /// <param name="error">Why, for people; without secrets.</param>
    /// <param name="at">When that was found.</param>
    public static InputValue Failed(string error, DateTimeOffset at) => new(null, error, at);

    /// <summary>Why a value is refused.</summary>
    internal static string TooLarge => $"the value has more than {MaxBytes / 1024} KiB";

    /// <summary>A value as it may be recorded: the same, or an error.</summary>
    internal static InputValue Check(InputValue value) =>
        value is { Error.Length: 0, Value: { ValueKind: not JsonValueKind.Undefined } json } ? Read(JsonMarshal.GetRawUtf8Value(json), true, value.At)
        : value.Error.Length > 0 ? value with { Value = null }
        : Failed("there is no value", value.At);

    private static InputValue Text(string text, DateTimeOffset at)
    {
        var value = JsonSerializer.SerializeToElement(text, InputJson.Default.String);
        return JsonMarshal.GetRawUtf8Value(value).Length > MaxBytes ? Failed(TooLarge, at) : new InputValue(value, "", at);
    }

    private static bool Deep(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth * 2 });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && reader.CurrentDepth >= MaxDepth)
            {
                return true;
            }
        }

        return false;
    }
}
