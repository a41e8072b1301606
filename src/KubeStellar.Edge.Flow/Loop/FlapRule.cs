namespace KubeStellar.Edge.Flow.Loop;

/// <summary>How much change is told at once, and how the pace falls beyond (as in BGP's route flap damping, RFC 2439).</summary>
/// <param name="Free">Changes within about a half-life that cost nothing.</param>
/// <param name="HalfLife">Time after which a change counts for half.</param>
/// <param name="First">Pause after the first change beyond; doubled with each further one.</param>
/// <param name="Longest">Longest pause.</param>
internal sealed record FlapRule(int Free, TimeSpan HalfLife, TimeSpan First, TimeSpan Longest)
{
    /// <summary>Of reports: ten changes at once, then 0.5 s doubled up to a minute.</summary>
    internal static FlapRule Reports { get; } = new(10, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1));

    /// <summary>Of heartbeats that are sent because something about the whole edge changed.</summary>
    internal static FlapRule Heartbeats { get; } = new(20, TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(15));

    /// <summary>Of events about one policy: six transitions, then half a minute doubled up to ten minutes.</summary>
    internal static FlapRule Events { get; } = new(6, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));
}
