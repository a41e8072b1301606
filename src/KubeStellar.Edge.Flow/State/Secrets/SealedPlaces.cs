using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Secrets;

namespace KubeStellar.Edge.Flow.State.Secrets;

/// <summary>Finds what may be a handle in canonical JSON. Costs one search for a few bytes where there is none.</summary>
internal static class SealedPlaces
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = ObjectLimits.MaxDepth };

    /// <summary>All texts with a handle's mark in them, in the order of the bytes.</summary>
    public static IReadOnlyList<SealedPlace> In(ReadOnlySpan<byte> canonical)
    {
        if (!SealedText.MayBeIn(canonical))
        {
            return [];
        }

        var found = new List<SealedPlace>();
        var path = new Stack<Level>();
        var reader = new Utf8JsonReader(canonical, Options);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                case JsonTokenType.StartArray:
                    path.Push(new Level(reader.TokenType == JsonTokenType.StartArray));
                    continue;
                case JsonTokenType.EndObject:
                case JsonTokenType.EndArray:
                    path.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    path.Peek().Name = reader.GetString()!;
                    Add(ref reader, path, found);
                    continue;
                case JsonTokenType.String:
                    Add(ref reader, path, found);
                    break;
            }

            if (path.TryPeek(out var level))
            {
                level.Index++;
            }
        }

        return found;
    }

    private static void Add(ref Utf8JsonReader reader, Stack<Level> path, List<SealedPlace> found)
    {
        if (!SealedText.MayBeIn(reader.ValueSpan))
        {
            return;
        }

        var start = (int)reader.TokenStartIndex;
        found.Add(new SealedPlace([.. path.Reverse().Select(level => level.Step)], start, start + reader.ValueSpan.Length + 2, reader.GetString()!, reader.TokenType == JsonTokenType.PropertyName));
    }

    private sealed class Level(bool isList)
    {
        public string Name { get; set; } = "";

        public int Index { get; set; }

        public string Step => isList ? Index.ToString(CultureInfo.InvariantCulture) : Name;
    }
}
