using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace KubeStellar.Edge.Flow.State.Rollouts.Strategies;

/// <summary>
/// A limit: so many edges, or so many percent of them. The default value is zero, which is no limit of its own: <see cref="Of"/> answers what is used instead.
/// </summary>
public readonly record struct IntOrPercent
{
    private const string Expected = "must be a whole number such as 3, or a percentage such as \"25%\"";

    private readonly double _value;

    private IntOrPercent(double value, bool isPercent) => (_value, IsPercent) = (value, isPercent);

    /// <summary>Whether it is a share of the edges and no count.</summary>
    public bool IsPercent { get; }

    /// <summary>So many edges.</summary>
    public static IntOrPercent Count(int count) => new(count, false);

    /// <summary>So many percent of the edges.</summary>
    /// <param name="percent">Any finite number; fractions count.</param>
    public static IntOrPercent Percent(double percent) => new(percent, true);

    /// <summary>
    /// Reads <c>25%</c>, <c>12.5%</c> or <c>3</c>. OCM's schema takes a <c>"3"</c> in quotes and its rollout then refuses it; here it is the number that it looks like.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="value">What it says; zero when it is refused.</param>
    /// <param name="refusal">What is wrong, for people; null when nothing is.</param>
    public static bool TryParse(string text, out IntOrPercent value, [NotNullWhen(false)] out string? refusal)
    {
        (value, refusal) = (default, null);
        if (text.EndsWith('%') && double.TryParse(text.AsSpan(..^1), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && double.IsFinite(percent))
            value = Percent(percent);
        else if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            value = Count(count);
        else
            refusal = Expected;
        return refusal is null;
    }

    /// <summary>Reads a JSON number, or a string as <see cref="TryParse"/> takes it.</summary>
    /// <param name="json">The value.</param>
    /// <param name="value">What it says; zero when it is refused.</param>
    /// <param name="refusal">What is wrong, for people; null when nothing is.</param>
    public static bool TryRead(JsonElement json, out IntOrPercent value, [NotNullWhen(false)] out string? refusal)
    {
        if (json.ValueKind is JsonValueKind.String)
            return TryParse(json.GetString()!, out value, out refusal);
        var fits = json.ValueKind is JsonValueKind.Number && json.TryGetInt32(out var count) ? count : (int?)null;
        (value, refusal) = (Count(fits ?? 0), fits is null ? Expected : null);
        return refusal is null;
    }

    /// <summary>
    /// How many edges it is; percent round up. OCM's own: what is zero or less, or more than all edges, is not cut to fit but gives way to the default - so ten
    /// allowed failures of five edges are none allowed. And the arithmetic is floating point: 7% of 100 edges are 8.
    /// </summary>
    /// <param name="total">All edges that it speaks of.</param>
    /// <param name="otherwise">What is used when it is out of range.</param>
    public int Of(int total, int otherwise)
    {
        // In this order, division first: another order rounds other numbers up.
        var size = IsPercent ? Math.Ceiling(_value / 100 * total) : _value;
        return size <= 0 || size > total ? otherwise : (int)size;
    }

    /// <summary>How many edges it is, percent rounded up, cut to fit: at least none and at most all.</summary>
    /// <param name="total">All edges that it speaks of.</param>
    public int Share(int total) => (int)Math.Clamp(IsPercent ? Math.Ceiling(_value / 100 * total) : _value, 0, total);

    /// <summary>As it is written.</summary>
    public override string ToString() => _value.ToString(CultureInfo.InvariantCulture) + (IsPercent ? "%" : "");
}
