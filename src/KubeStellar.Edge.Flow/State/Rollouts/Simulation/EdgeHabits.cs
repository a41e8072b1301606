namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>How edges behave: shares of the fleet, 0 to 1, and how long things take. What is left behaves well.</summary>
internal sealed record EdgeHabits
{
    /// <summary>Cannot apply a new release.</summary>
    public double Fails { get; init; }

    /// <summary>Become ready, and fail later.</summary>
    public double FailsLater { get; init; }

    /// <summary>Fail, and come round.</summary>
    public double Recovers { get; init; }

    /// <summary>Apply it and do not become ready.</summary>
    public double NeverReady { get; init; }

    /// <summary>Report for a while, with the new root's revision, on what they had before.</summary>
    public double Stale { get; init; }

    /// <summary>Report so for ever.</summary>
    public double AlwaysStale { get; init; }

    /// <summary>Are out of reach when it begins. Half of them come back.</summary>
    public double Silent { get; init; }

    /// <summary>Are out of reach after they got the release. Half of them come back.</summary>
    public double GoesSilent { get; init; }

    /// <summary>Hold changes off for a while.</summary>
    public double Holds { get; init; }

    /// <summary>Take ten times as long.</summary>
    public double Slow { get; init; }

    /// <summary>Mean time until a root is there.</summary>
    public TimeSpan Receive { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Mean time until it is applied.</summary>
    public TimeSpan Apply { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Mean time until it is ready.</summary>
    public TimeSpan Ready { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Mean time of what passes: silence, a failure that comes or goes, changes held off, stale reports.</summary>
    public TimeSpan Spell { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After so long without a heartbeat an edge is out of reach.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(90);
}
