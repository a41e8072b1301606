namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>Which objects a policy selects: all given lists must match; an empty list matches all.</summary>
public sealed record PolicySelection
{
    /// <summary>Kinds.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>API groups; the core group is the empty string.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Names.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Namespaces; the empty string is cluster-scoped.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Labels that must all be there with these values (<c>labels</c>, and <c>selector.matchLabels</c>).</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Requirements that labels must all meet (<c>selector.matchExpressions</c>), as in Kubernetes.</summary>
    public IReadOnlyList<LabelRequirement> Expressions { get; init; } = [];

    /// <summary>Whether it selects nothing at all: the policy only carries objects up.</summary>
    public bool Nothing { get; init; }

    /// <summary>Whether a function has the last word (<see cref="IPolicyRuntime.SelectAsync"/>); asked only about objects that the lists let through.</summary>
    public bool Function { get; init; }
}
