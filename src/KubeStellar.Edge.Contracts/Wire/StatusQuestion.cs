using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>What objects are like at an edge now: <c>kse.down.&lt;edge&gt;.ask.status</c>, answered by <see cref="StatusAnswer"/> to the reply subject, <c>kse.up.&lt;edge&gt;.answer.&lt;id&gt;</c>.</summary>
public sealed record StatusQuestion : WireRecord
{
    /// <summary>Most objects of one question.</summary>
    public const int MostObjects = 512;

    /// <summary>Id of the question, as in the reply subject; nobody can guess it.</summary>
    public required string Id { get; init; }

    /// <summary>The objects; empty for all that the edge has.</summary>
    public required IReadOnlyList<AskedObject> Objects { get; init; }

    /// <summary>Most bytes of all parts of the answer together; an edge that has more refuses.</summary>
    public required int MaxBytes { get; init; }
}
