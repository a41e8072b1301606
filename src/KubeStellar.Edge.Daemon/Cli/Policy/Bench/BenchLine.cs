using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Bench;

/// <summary>How long one function took.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Count">How many edges, objects or pairs one call is about.</param>
/// <param name="Unit">What these are.</param>
/// <param name="Ms">Milliseconds of one call, trip to the policy host included: the median of the rounds.</param>
/// <param name="FloorMs">The same for a policy that does nothing.</param>
internal sealed record BenchLine(string Function, double Count, string Unit, double Ms, double FloorMs)
{
    /// <summary>Distinct cases among the edges, by what was read of them; null when nobody knows, or it is not about edges.</summary>
    internal int? Cases { get; init; }

    /// <summary>What was read of edges; null when it is not about edges.</summary>
    internal EdgeReads? Reads { get; init; }

    /// <summary>What came of it, in the last round: how many of what.</summary>
    internal IReadOnlyDictionary<string, double> Result { get; init; } = new Dictionary<string, double>();

    /// <summary>How many a second; null when the clock did not move.</summary>
    internal double? PerSecond => Ms > 0 ? Count / Ms * 1000 : null;
}
