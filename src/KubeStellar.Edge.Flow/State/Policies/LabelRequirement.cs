namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>One requirement of a label selector.</summary>
/// <param name="Key">Label key.</param>
/// <param name="Operator">What is asked of it.</param>
/// <param name="Values">Values, for the operators that have any.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, IReadOnlyList<string> Values)
{
    /// <summary>Whether labels meet it. As in Kubernetes, <c>!=</c> and <c>notin</c> are met by labels that lack the key.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var has = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            LabelOperator.Exists => has,
            LabelOperator.DoesNotExist => !has,
            LabelOperator.In => has && Values.Contains(value, StringComparer.Ordinal),
            _ => !has || !Values.Contains(value, StringComparer.Ordinal),
        };
    }
}
