using System.Text;
using System.Text.Json;

namespace KubeStellar.Edge.Contracts.Json;

/// <summary>Finds line, column and path of an offset in a JSON text. Slow, and only walked when a text is refused, so that good texts pay nothing.</summary>
internal static class JsonPlace
{
    internal static JsonRefusedException Refuse(string reason, ReadOnlySpan<byte> text, long offset, Exception? inner = null, bool atMember = false)
    {
        var (line, column) = LineOf(text, offset);
        return new JsonRefusedException(reason, PathOf(text, offset, atMember), line, column, inner);
    }

    internal static JsonRefusedException Refuse(JsonException error, ReadOnlySpan<byte> text, long offset)
    {
        var message = error.Message;
        var cut = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = cut > 0 ? message[..cut] : message;
        if (reason.Contains("maximum configured depth", StringComparison.OrdinalIgnoreCase))
        {
            reason = $"the nesting is deeper than {ObjectLimits.MaxDepth}";
        }

        // It quotes the letters that it read, which may be those of a secret whose quotes were forgotten.
        var quoted = reason.IndexOf(" is an invalid JSON literal", StringComparison.Ordinal);
        reason = quoted > 0 ? "this" + reason[quoted..] : reason;
        return new JsonRefusedException(
            reason, PathOf(text, offset, atMember: false), (int)(error.LineNumber ?? -1) + 1, (int)(error.BytePositionInLine ?? -1) + 1, error);
    }

    internal static long FirstInvalidByte(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && Rune.DecodeFromUtf8(text[at..], out _, out var used) == System.Buffers.OperationStatus.Done)
        {
            at += used;
        }

        return at;
    }

    private static (int Line, int Column) LineOf(ReadOnlySpan<byte> text, long offset)
    {
        var before = text[..(int)Math.Min(offset, text.Length)];
        return (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }

    private static string PathOf(ReadOnlySpan<byte> text, long offset, bool atMember)
    {
        var reader = new Utf8JsonReader(text, CanonicalJson.ReaderOptions);
        var path = new Stack<(string? Name, int Index)>();
        try
        {
            while (reader.Read() && reader.TokenStartIndex <= offset)
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        path.Pop();
                        path.Push((Name(ref reader), 0));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        path.Pop();
                        break;
                    default:
                        Step(path);
                        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                        {
                            path.Push((null, reader.TokenType == JsonTokenType.StartArray ? -1 : int.MinValue));
                        }

                        break;
                }

                if (atMember && reader.TokenStartIndex == offset)
                {
                    break;
                }
            }
        }
        catch (JsonException)
        {
            // The text breaks off here; the path so far is the answer.
            return Show(path);
        }

        return Show(path);
    }

    private static void Step(Stack<(string? Name, int Index)> path)
    {
        if (path.TryPeek(out var top) && top is { Name: null, Index: >= -1 })
        {
            path.Pop();
            path.Push((null, top.Index + 1));
        }
    }

    private static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // A name that is not Unicode is shown as it was written.
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private static string Show(Stack<(string? Name, int Index)> path) =>
        JsonPath.Show(path.Reverse().Where(step => step.Name is not null || step.Index >= 0).Select(
            step => step.Name ?? step.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
