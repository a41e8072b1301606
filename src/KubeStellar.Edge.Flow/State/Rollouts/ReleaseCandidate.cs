namespace KubeStellar.Edge.Flow.State.Rollouts;

/// <summary>An edge that waits for its turn in an open wave.</summary>
/// <param name="Slot">Its number in the hub's memory.</param>
/// <param name="Hash"><see cref="StableHash"/> of its name and the rollout's number: its turn.</param>
/// <param name="Bytes">Bytes of contents that it has to fetch.</param>
/// <param name="Pulls">Container images that it has to pull.</param>
internal readonly record struct ReleaseCandidate(int Slot, ulong Hash, long Bytes = 0, int Pulls = 0);
