namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>What was found, and what could not be looked for.</summary>
/// <param name="Objects">The objects.</param>
/// <param name="Troubles">What is not in it, and why.</param>
public sealed record UpsyncReading(IReadOnlyList<UpsyncSeen> Objects, IReadOnlyList<UpsyncTrouble> Troubles)
{
    /// <summary>Kinds of which nothing is known now: that an object of them was not found says nothing.</summary>
    public IReadOnlySet<(string Group, string Kind)> Unread { get; init; } = new HashSet<(string, string)>();

    /// <summary>The same of all kinds.</summary>
    public bool Partial { get; init; }

    /// <summary>Nothing could be read.</summary>
    public static UpsyncReading Nothing(string reason, string message) => new([], [new UpsyncTrouble(reason, message)]) { Partial = true };

    /// <summary>Whether an object of a kind that was not found is gone.</summary>
    public bool Knows(string group, string kind) => !Partial && !Unread.Contains((group, kind));
}
