namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>Which edges may start now.</summary>
/// <param name="Slots">Their slots, in the order of their turns.</param>
/// <param name="Next">When one more could start although nothing but time has passed; null: only once something else happens, such as an edge that arrives.</param>
/// <param name="Bytes">Bytes in hand once they have started.</param>
/// <param name="Pulls">Pulls in hand once they have started.</param>
internal sealed record ReleaseAnswer(IReadOnlyList<int> Slots, DateTimeOffset? Next, TokenBucket Bytes, TokenBucket Pulls);
