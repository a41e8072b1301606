using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>One set of modifiers that a policy declares, for all of its objects or for some. Rules are laid over each other in order; what one does not give stays.</summary>
public sealed record ModifierRule
{
    /// <summary>The objects it is for; null for all.</summary>
    public PolicySelection? For { get; init; }

    /// <summary>Create once, never change again.</summary>
    public bool? CreateOnly { get; init; }

    /// <summary>Remove when no tree names it any more.</summary>
    public bool? Prune { get; init; }

    /// <summary>What to do about drift.</summary>
    public DriftMode? Drift { get; init; }

    /// <summary>What to do about drift of single fields.</summary>
    public IReadOnlyList<DriftRule> DriftAt { get; init; } = [];

    /// <summary>Take over what somebody else made.</summary>
    public bool? Adopt { get; init; }

    /// <summary>Take fields from other field managers.</summary>
    public bool? Force { get; init; }

    /// <summary>Delete and create again when a field cannot be changed.</summary>
    public bool? Replace { get; init; }

    /// <summary>Delete and create again on each change.</summary>
    public bool? Recreate { get; init; }

    /// <summary>What becomes of what the object owns.</summary>
    public Propagation? Propagation { get; init; }

    /// <summary>How much of its status is reported.</summary>
    public StatusScope? Status { get; init; }

    /// <summary>The paths of <see cref="StatusScope.Paths"/>.</summary>
    public IReadOnlyList<string> StatusPaths { get; init; } = [];
}
