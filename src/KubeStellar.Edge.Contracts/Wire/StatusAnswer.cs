using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>An edge's answer to a <see cref="StatusQuestion"/>, or one part of it: what is larger than a message comes in several, in any order.</summary>
public sealed record StatusAnswer : WireRecord
{
    /// <summary>Most parts of one answer.</summary>
    public const int MostParts = 256;

    /// <summary>The edge; must be the one in the subject.</summary>
    public required string Edge { get; init; }

    /// <summary>Id of the question; must be the one in the subject.</summary>
    public required string Id { get; init; }

    /// <summary>Which part this is, from 0.</summary>
    public required int Part { get; init; }

    /// <summary>How many parts there are.</summary>
    public required int Parts { get; init; }

    /// <summary>The edge's clock when it answered.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The objects of this part.</summary>
    public required IReadOnlyList<AnsweredObject> Objects { get; init; }

    /// <summary>Why there is no answer, as a sentence; null when there is one.</summary>
    public string? Refused { get; init; }
}
