namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Operators of a label selector; equality is <see cref="In"/> with one value.</summary>
public enum LabelOperator
{
    /// <summary>The label has one of the values.</summary>
    In,

    /// <summary>The label is absent or has none of the values.</summary>
    NotIn,

    /// <summary>The label is there.</summary>
    Exists,

    /// <summary>The label is absent.</summary>
    DoesNotExist,
}
