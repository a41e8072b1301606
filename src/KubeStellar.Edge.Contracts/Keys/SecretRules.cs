using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Secrets;

namespace KubeStellar.Edge.Contracts.Keys;

/// <summary>
/// What an API server wants of a Secret (https://kubernetes.io/docs/concepts/configuration/secret/): maps of texts under file names, base64 in <c>data</c>, at most 1 MiB in all. Where a value is sealed already
/// only its edge can tell. No sentence holds a value.
/// </summary>
internal static class SecretRules
{
    private const int MaxKey = 253;
    private const int MaxBytes = 1024 * 1024;

    internal static IEnumerable<FieldError> Check(JsonElement secret)
    {
        if (secret.TryGetProperty("type", out var type) && type.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            yield return new FieldError("type", $"must be a string, not a {ObjectRules.Word(type.ValueKind)}");
        }

        if (secret.TryGetProperty("immutable", out var fixedOnce) && fixedOnce.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
        {
            yield return new FieldError("immutable", $"must be a boolean, not a {ObjectRules.Word(fixedOnce.ValueKind)}");
        }

        var bytes = 0L;
        foreach (var (field, encoded) in new[] { ("data", true), ("stringData", false) })
        {
            if (!secret.TryGetProperty(field, out var map) || map.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (map.ValueKind != JsonValueKind.Object)
            {
                yield return new FieldError(field, $"must be a map of strings, not a {ObjectRules.Word(map.ValueKind)}");
                continue;
            }

            foreach (var member in map.EnumerateObject())
            {
                if (Explain(member, encoded, ref bytes) is { } wrong)
                {
                    yield return new FieldError($"{field}.{JsonPath.Show([member.Name])}", wrong);
                }
            }
        }

        if (bytes > MaxBytes)
        {
            yield return new FieldError("data", $"the values have {bytes} bytes in all, and {MaxBytes} are allowed in a Secret");
        }
    }

    private static string? Explain(JsonProperty member, bool encoded, ref long bytes)
    {
        if (member.Name.Length is 0 or > MaxKey || member.Name is "." or ".." || !member.Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
        {
            return $"the key must be 1 to {MaxKey} letters, digits, '-', '_' or '.'";
        }

        if (member.Value.ValueKind != JsonValueKind.String)
        {
            return $"must be a string, not a {ObjectRules.Word(member.Value.ValueKind)}: put it in quotes";
        }

        var text = member.Value.GetString()!;
        if (SealedText.Is(text))
        {
            return null;
        }

        if (!encoded)
        {
            bytes += Encoding.UTF8.GetByteCount(text);
            return null;
        }

        if (text.AsSpan().ContainsAny(' ', '\t') || !Base64.IsValid(text, out var length))
        {
            return "is no base64: encode it (base64 -w0), or give it as it is under stringData";
        }

        bytes += length;
        return null;
    }
}
