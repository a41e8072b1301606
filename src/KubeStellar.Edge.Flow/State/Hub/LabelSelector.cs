using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// A label selector in the syntax of Kubernetes (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors):
/// <c>a=b, c==d, e!=f, g in (h, i), j notin (k), l, !m</c>.
/// </summary>
internal sealed class LabelSelector
{
    private LabelSelector(IReadOnlyList<LabelRequirement> requirements) => Requirements = requirements;

    internal IReadOnlyList<LabelRequirement> Requirements { get; }

    /// <summary>Reads a selector; the empty one selects everything. Throws <see cref="FormatException"/> with a sentence.</summary>
    internal static LabelSelector Parse(string text)
    {
        var requirements = new List<LabelRequirement>();
        var reader = new SelectorReader(text);
        if (reader.AtEnd)
            return new LabelSelector([]);
        do
        {
            requirements.Add(Requirement(reader));
        }
        while (reader.Take(','));
        return reader.AtEnd ? new LabelSelector(requirements) : throw reader.Fault("a comma is expected");
    }

    internal bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in Requirements)
        {
            if (!requirement.Matches(labels))
                return false;
        }

        return true;
    }

    private static LabelRequirement Requirement(SelectorReader reader)
    {
        if (reader.Take('!'))
            return new LabelRequirement(Key(reader), LabelOperator.DoesNotExist, []);
        var key = Key(reader);
        if (reader.Take('!'))
            return reader.Take('=') ? new LabelRequirement(key, LabelOperator.NotIn, [Value(reader)]) : throw reader.Fault("'=' is expected after '!'");
        if (reader.Take('='))
        {
            reader.Take('=');
            return new LabelRequirement(key, LabelOperator.In, [Value(reader)]);
        }

        return reader.Word() switch
        {
            "" => new LabelRequirement(key, LabelOperator.Exists, []),
            "in" => new LabelRequirement(key, LabelOperator.In, Values(reader)),
            "notin" => new LabelRequirement(key, LabelOperator.NotIn, Values(reader)),
            var word => throw reader.Fault($"'{word}' is no operator; =, ==, !=, in and notin are"),
        };
    }

    private static string Key(SelectorReader reader)
    {
        var key = reader.Word();
        return Names.ExplainLabelKey(key) is { } wrong ? throw reader.Fault($"the label key '{key}' {wrong}") : key;
    }

    private static string Value(SelectorReader reader)
    {
        var value = reader.Word();
        return Names.ExplainLabelValue(value) is { } wrong ? throw reader.Fault($"the label value '{value}' {wrong}") : value;
    }

    private static List<string> Values(SelectorReader reader)
    {
        if (!reader.Take('('))
            throw reader.Fault("'(' is expected");
        var values = new List<string>();
        do
        {
            values.Add(Value(reader));
        }
        while (reader.Take(','));
        return reader.Take(')') ? values : throw reader.Fault("')' is expected");
    }
}
