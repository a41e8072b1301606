namespace KubeStellar.Edge.Flow.Hub.Api;

/// <summary>Operators of a label selector; equality is <see cref="In"/> with one value.</summary>
internal enum LabelOperator
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
