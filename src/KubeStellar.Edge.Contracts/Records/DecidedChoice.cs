using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What <c>choose</c> was asked and what it answered. Given its own answer as the current choice it has to choose the same again, and that is how it is replayed.</summary>
public sealed record DecidedChoice
{
    /// <summary>How many edges it could choose among.</summary>
    public int Candidates { get; init; }

    /// <summary>How many it chose.</summary>
    public int Chosen { get; init; }

    /// <summary>Up to a hundred of them, in the order of their ids.</summary>
    public IReadOnlyList<string> Sample { get; set; } = [];

    /// <summary>Digest of the <see cref="DecisionInputs"/> as canonical JSON.</summary>
    public required Digest Inputs { get; init; }

    /// <summary>Whether they are kept as a content of that digest; what is too large is not, and then the choice cannot be replayed.</summary>
    public bool Kept { get; init; }
}
