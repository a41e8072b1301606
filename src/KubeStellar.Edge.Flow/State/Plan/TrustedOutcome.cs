using KubeStellar.Edge.Flow.State.Buckets;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>What became of a <see cref="TrustedWrite"/>.</summary>
/// <param name="Done">Whether it is durable in bucket and mirror.</param>
/// <param name="Refused">Why it is not: a sentence for people.</param>
/// <param name="Conflict">Somebody else wrote the key.</param>
/// <param name="Current">After a conflict: what the key holds now, null for nothing.</param>
internal sealed record TrustedOutcome(bool Done, string Refused, bool Conflict, BucketEntry? Current)
{
    public static TrustedOutcome Durable { get; } = new(true, "", false, null);
}
