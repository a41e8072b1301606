using System.Buffers;
using System.Text;

namespace KubeStellar.Edge.Kubernetes.Manifests.Readers;

/// <summary>
/// JSON for readers that take it as YAML. JSON is YAML but for a few characters: YAML allows some control characters only escaped, and takes three separators for line breaks,
/// which it folds (https://yaml.org/spec/1.2.2/#51-character-set, and 1.1 for the separators). They can only stand in strings, where JSON has an escape for each that YAML shares.
/// </summary>
internal static class YamlSafe
{
    /// <summary>The same JSON; the same bytes where nothing is to be escaped, as nearly always.</summary>
    internal static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json)
    {
        if (Ascii.IsValid(json.Span) && !json.Span.Contains((byte)0x7F))
        {
            return json;
        }

        var safe = new ArrayBufferWriter<byte>(json.Length + 64);
        var left = json.Span;
        while (Rune.DecodeFromUtf8(left, out var rune, out var length) == OperationStatus.Done)
        {
            safe.Write(Breaks(rune.Value) ? Encoding.ASCII.GetBytes($"\\u{rune.Value:x4}") : left[..length]);
            left = left[length..];
        }

        return safe.WrittenMemory;
    }

    /// <summary>
    /// What a reader that writes YAML again by go-yaml (kustomize, podman) cannot carry, however it was escaped: it writes these as they are, and then refuses them, or folds U+0085 into a space
    /// (seen with kustomize 5.5). Null when there is nothing of the kind.
    /// </summary>
    internal static Refusal? Refuse(ReadOnlyMemory<byte> json)
    {
        var left = json.Span;
        while (Rune.DecodeFromUtf8(left, out var rune, out var length) == OperationStatus.Done)
        {
            if (rune.Value is (>= 0x7F and <= 0x9F) or 0xFFFE or 0xFFFF)
            {
                return new Refusal("CharacterNotAllowed", $"it holds the character U+{rune.Value:X4}, which does not survive the YAML that is made of it on the way");
            }

            left = left[length..];
        }

        return null;
    }

    private static bool Breaks(int c) => c is (>= 0x7F and <= 0x9F) or 0x2028 or 0x2029 or 0xFEFF or 0xFFFE or 0xFFFF;
}
