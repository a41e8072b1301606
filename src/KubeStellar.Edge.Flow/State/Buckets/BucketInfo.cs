namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>What identifies a bucket's present life.</summary>
/// <param name="Created">When its stream was made, by the server's clock: another value is another bucket of the same name.</param>
/// <param name="LastRevision">Highest revision given out; never falls in one life.</param>
/// <param name="Messages">Stored messages, delete markers included.</param>
public sealed record BucketInfo(DateTimeOffset Created, ulong LastRevision, ulong Messages);
