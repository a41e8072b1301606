namespace KubeStellar.Edge.Flow.State.Buckets;

/// <summary>What became of one write of many.</summary>
/// <param name="Revision">Its revision when it is durable, else 0.</param>
/// <param name="Conflict">The key had another revision.</param>
/// <param name="Error">Why it is not known to be durable; empty when it is or when it conflicted.</param>
public readonly record struct WriteOutcome(ulong Revision, bool Conflict, string Error)
{
    /// <summary>Whether it is durable.</summary>
    public bool Written => Revision != 0;
}
