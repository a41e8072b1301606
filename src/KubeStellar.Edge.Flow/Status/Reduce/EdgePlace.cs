namespace KubeStellar.Edge.Flow.Status.Reduce;

/// <summary>Where an edge is counted besides in the whole.</summary>
/// <param name="By">The label that groups go by.</param>
/// <param name="Group">Its value at the edge; empty for none.</param>
/// <param name="Wave">Its wave of the newest rollout; null when it has none.</param>
internal readonly record struct EdgePlace(string By, string Group, WaveName? Wave);
