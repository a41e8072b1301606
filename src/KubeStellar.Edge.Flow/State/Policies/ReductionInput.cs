using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Policies;

/// <summary>What <c>status.map</c> gets for one object at an edge.</summary>
/// <param name="Key">The object.</param>
/// <param name="Report">What was observed.</param>
/// <param name="Object">Canonical JSON of the variant.</param>
public sealed record ReductionInput(ObjectKey Key, ReportObject Report, ReadOnlyMemory<byte> Object)
{
    /// <summary>Whether it was born at the edge and is carried up; then the object is as it is there, and there is nothing applied to report of.</summary>
    public bool Upsynced { get; init; }

    /// <summary>An object that was born at the edge.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="digest">Digest of its canonical JSON.</param>
    /// <param name="item">Its canonical JSON.</param>
    /// <param name="status">Its <c>.status</c>.</param>
    public static ReductionInput Born(ObjectKey key, Digest digest, ReadOnlyMemory<byte> item, JsonElement? status) =>
        new(key, new ReportObject { Content = digest, Status = status }, item) { Upsynced = true };
}
