using NATS.Client.JetStream.Models;
using Names = KubeStellar.Edge.Contracts.Wire.Buckets;
using Subjects = KubeStellar.Edge.Contracts.Wire.Subjects;

namespace KubeStellar.Edge.Nats.Buckets;

/// <summary>
/// The streams behind the buckets. They have the key-value layout (https://docs.nats.io/nats-concepts/jetstream/key-value-store), so that <c>nats kv</c> shows
/// them, but are made through the stream API: rollup and purge are denied, because either would let one publisher empty a bucket.
/// </summary>
internal static class BucketStreams
{
    public static StreamConfig Bucket(string name, int replicas, bool atomic)
    {
        var config = new StreamConfig(Names.StreamOf(name), [Names.SubjectOf(name, ">")])
        {
            Description = "KubeStellar.Edge " + name,
            MaxMsgsPerSubject = Names.HistoryOf(name),
            Discard = StreamConfigDiscard.New,
            Storage = StreamConfigStorage.File,
            Retention = StreamConfigRetention.Limits,
            NumReplicas = replicas,
            AllowDirect = true,
            AllowRollupHdrs = false,
            DenyDelete = true,
            DenyPurge = true,
            AllowAtomicPublish = atomic,
        };

        // The source ends in one wildcard, because a republish source with '>' cannot be mapped; an edge's id is one token.
        return name == Names.Desired
            ? config with { Republish = new Republish { Src = Names.SubjectOf(name, "*"), Dest = Subjects.RootRepublish } }
            : config;
    }

    public static StreamConfig Events(int replicas, TimeSpan maxAge, long maxBytes) => new(Names.Events, [Names.EventSubjects])
    {
        Description = "KubeStellar.Edge audit",
        Discard = StreamConfigDiscard.Old,
        Storage = StreamConfigStorage.File,
        Retention = StreamConfigRetention.Limits,
        NumReplicas = replicas,
        AllowDirect = true,
        AllowRollupHdrs = false,
        DenyDelete = true,
        DenyPurge = true,
        MaxAge = maxAge,
        MaxBytes = maxBytes,
    };

    /// <summary>Why a stream cannot be corrected into what is wanted; null when it can.</summary>
    public static string? Unfit(StreamConfig found, StreamConfig wanted) =>
        found.Storage != wanted.Storage ? "is kept in memory; it must be on disk"
        : found.Retention != wanted.Retention ? $"has retention {found.Retention}; it must be limits"
        : found.Mirror is not null ? "is a mirror of another stream"
        : found.Sources is { Count: > 0 } ? "copies from other streams"
        : found.Sealed ? "is sealed"
        : null;

    /// <summary>The stream as found with every setting that matters here as wanted; the user's own (placement, compression, metadata) stay.</summary>
    public static StreamConfig Correct(StreamConfig found, StreamConfig wanted) => found with
    {
        Subjects = wanted.Subjects,
        MaxMsgsPerSubject = wanted.MaxMsgsPerSubject,
        MaxMsgs = wanted.MaxMsgs,
        MaxMsgSize = wanted.MaxMsgSize,
        MaxBytes = wanted.MaxBytes == 0 ? found.MaxBytes : wanted.MaxBytes,
        MaxAge = wanted.MaxAge,
        Discard = wanted.Discard,
        NumReplicas = wanted.NumReplicas,
        AllowDirect = wanted.AllowDirect,
        AllowRollupHdrs = wanted.AllowRollupHdrs,
        DenyDelete = wanted.DenyDelete,
        DenyPurge = wanted.DenyPurge,
        AllowAtomicPublish = wanted.AllowAtomicPublish,
        Republish = wanted.Republish,
        NoAck = false,
    };

    public static bool Same(StreamConfig found, StreamConfig wanted) =>
        found.Subjects is { Count: 1 } && found.Subjects.First() == wanted.Subjects!.First()
        && found.MaxMsgsPerSubject == Unlimited(wanted.MaxMsgsPerSubject) && found.MaxAge == wanted.MaxAge
        && Unlimited(found.MaxMsgs) == -1 && Unlimited(found.MaxMsgSize) == -1 && (wanted.MaxBytes == 0 || found.MaxBytes == wanted.MaxBytes)
        && found.Discard == wanted.Discard && found.NumReplicas == wanted.NumReplicas && !found.NoAck
        && found.AllowDirect == wanted.AllowDirect && found.AllowRollupHdrs == wanted.AllowRollupHdrs
        && found.DenyDelete == wanted.DenyDelete && found.DenyPurge == wanted.DenyPurge
        && found.AllowAtomicPublish == wanted.AllowAtomicPublish
        && found.Republish?.Src == wanted.Republish?.Src && found.Republish?.Dest == wanted.Republish?.Dest
        && found.Republish?.HeadersOnly is not true;

    private static long Unlimited(long limit) => limit == 0 ? -1 : limit;
}
