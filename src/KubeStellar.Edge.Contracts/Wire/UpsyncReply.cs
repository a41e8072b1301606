using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>What the hub has durably of what an edge carried up, and what it lacks.</summary>
public sealed record UpsyncReply : WireRecord
{
    /// <summary>Newest part that is durable, by policy key.</summary>
    public SortedDictionary<string, long> Durable { get; set; } = [];

    /// <summary>Policy keys whose index is wanted: the hub does not know what it has of them.</summary>
    public IReadOnlyList<string> Resync { get; set; } = [];

    /// <summary>Objects of an index that the hub lacks, by policy key.</summary>
    public SortedDictionary<string, IReadOnlyList<ObjectKey>> Wanted { get; set; } = [];

    /// <summary>Why single objects were not taken, by policy key and object key; they are not asked for until they change.</summary>
    public SortedDictionary<string, SortedDictionary<string, string>> Rejected { get; set; } = [];

    /// <summary>Why nothing of a policy was taken, by policy key.</summary>
    public SortedDictionary<string, string> Denied { get; set; } = [];

    /// <summary>Why the whole message was refused; empty when it was not.</summary>
    public string Refused { get; set; } = "";
}
