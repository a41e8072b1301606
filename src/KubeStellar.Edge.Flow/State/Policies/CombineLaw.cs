using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>
/// What <c>status.combine</c> must be: associative and commutative, because edges are combined in any order and grouping. Two results are the same when they
/// are in canonical form; numbers may differ by a billionth of the greatest number at their place in what was combined, because sums of fractions do by their
/// order (whole numbers up to 2^53 may not). Pure.
/// </summary>
internal static class CombineLaw
{
    /// <summary>By which part two results may differ.</summary>
    internal const double Tolerance = 1e-9;

    internal const string Commutative = "combine(a, b) is not combine(b, a)";
    internal const string Associative = "combine(combine(a, b), c) is not combine(a, combine(b, c))";

    private const int MaxText = 200;
    private const double MaxWhole = 9_007_199_254_740_992;

    /// <summary>Whether two results say the same.</summary>
    /// <param name="one">One way.</param>
    /// <param name="other">The other way.</param>
    /// <param name="parts">What was combined.</param>
    internal static bool Same(JsonElement one, JsonElement other, IReadOnlyList<JsonElement> parts)
    {
        if (one.ValueKind != other.ValueKind)
            return false;
        return one.ValueKind switch
        {
            JsonValueKind.Object => SameMaps(one, other, parts),
            JsonValueKind.Array => one.GetArrayLength() == other.GetArrayLength()
                && one.EnumerateArray().Zip(other.EnumerateArray()).All(pair => Same(pair.First, pair.Second, [.. parts.SelectMany(Items)])),
            JsonValueKind.Number => CanonicalJson.Same(one, other) || Near(one, other, parts),
            _ => CanonicalJson.Same(one, other),
        };
    }

    /// <summary>A law that is broken, with what shows it.</summary>
    /// <param name="law">The law.</param>
    /// <param name="parts">What was combined, with whose it is.</param>
    /// <param name="one">One way.</param>
    /// <param name="other">The other way.</param>
    internal static string Describe(string law, IReadOnlyList<(string Edge, JsonElement Value)> parts, JsonElement one, JsonElement other)
    {
        var text = new StringBuilder($"Unlawful: {law}. ");
        for (var i = 0; i < parts.Count; i++)
            text.Append(i > 0 ? ", " : "").Append((char)('a' + i)).Append(" of ").Append(parts[i].Edge).Append(" = ").Append(Short(parts[i].Value));
        return text.Append("; one gives ").Append(Short(one)).Append(", the other ").Append(Short(other)).ToString();
    }

    private static bool SameMaps(JsonElement one, JsonElement other, IReadOnlyList<JsonElement> parts)
    {
        var count = 0;
        foreach (var member in one.EnumerateObject())
        {
            count++;
            if (!other.TryGetProperty(member.Name, out var value) || !Same(member.Value, value, [.. parts.SelectMany(part => Member(part, member.Name))]))
                return false;
        }

        return count == other.EnumerateObject().Count();
    }

    private static bool Near(JsonElement one, JsonElement other, IReadOnlyList<JsonElement> parts)
    {
        if (!one.TryGetDouble(out var x) || !other.TryGetDouble(out var y) || !double.IsFinite(x) || !double.IsFinite(y))
            return false;
        var scale = Math.Max(Math.Abs(x), Math.Abs(y));
        var whole = Whole(x) && Whole(y);
        foreach (var part in parts)
        {
            if (part.ValueKind != JsonValueKind.Number || !part.TryGetDouble(out var number) || !double.IsFinite(number))
                continue;
            scale = Math.Max(scale, Math.Abs(number));
            whole &= Whole(number);
        }

        return whole ? x == y : Math.Abs(x - y) <= Tolerance * scale;
    }

    private static bool Whole(double number) => Math.Abs(number) <= MaxWhole && Math.Floor(number) == number;

    private static IEnumerable<JsonElement> Items(JsonElement part) => part.ValueKind == JsonValueKind.Array ? part.EnumerateArray() : [];

    private static IEnumerable<JsonElement> Member(JsonElement part, string name) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty(name, out var value) ? [value] : [];

    private static string Short(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= MaxText ? text : text[..MaxText] + "…";
    }
}
