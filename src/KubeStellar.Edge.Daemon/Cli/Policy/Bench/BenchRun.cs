namespace KubeStellar.Edge.Daemon.Cli.Policy.Bench;

/// <summary>What was measured of one policy.</summary>
/// <param name="Source">The policy.</param>
/// <param name="Edges">Edges of the fleet.</param>
/// <param name="Models">Edges that it was made of; 0: they were given.</param>
/// <param name="Objects">Objects that the policy selects.</param>
/// <param name="HostMiB">Memory of the policy host at the end; 0 where it cannot be read.</param>
/// <param name="Lines">One for each function.</param>
internal sealed record BenchRun(string Source, int Edges, int Models, int Objects, long HostMiB, IReadOnlyList<BenchLine> Lines);
