namespace KubeStellar.Edge.Contracts.Records;

/// <summary>One life of a bucket, and how far it was: a bucket that was made at another time, or has given out fewer revisions, lost something.</summary>
/// <param name="Created">When its stream was made, by the server's clock.</param>
/// <param name="Revision">The last revision that was seen.</param>
public sealed record BucketLife(DateTimeOffset Created, ulong Revision);
