using System.Globalization;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>The event with which a chain begins, and says why it is not the one before that goes on.</summary>
internal static class ChainBegin
{
    internal const string Kind = "audit.began";

    /// <param name="end">The stream's end, on which no chain can go on.</param>
    /// <param name="known">What this hub wrote last; null when it wrote nothing since it started.</param>
    /// <param name="at">Now.</param>
    internal static EventRecord Of(ChainHead end, ChainHead? known, DateTimeOffset at) => new()
    {
        Kind = Kind,
        Subject = "events",
        Actor = "hub",
        Message = "a chain of events begins: " + Why(end, known),
        At = at,
        Id = Guid.CreateVersion7(at).ToString("N"),
    };

    private static string Why(ChainHead end, ChainHead? known) =>
        known is { Number: > 0 } lost && (lost.Created != end.Created || end.Sequence < lost.Sequence)
            ? string.Create(CultureInfo.InvariantCulture, $"the stream was lost or replaced; the chain before had come to number {lost.Number}, chain value {lost.Chain}")
        : end.Sequence == 0 ? string.Create(CultureInfo.InvariantCulture, $"the stream, made at {end.Created.UtcDateTime:O}, is empty; before, there was none, or it is lost")
        : string.Create(CultureInfo.InvariantCulture, $"nothing that is left of the {end.Sequence} messages before is of a chain: they have no place in one (an older hub), or are gone by age or purge");
}
