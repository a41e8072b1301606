namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>Why an object is not applied, or not removed, for the sake of others.</summary>
/// <param name="Reason">One of the reasons here.</param>
/// <param name="Message">Sentence for people.</param>
internal sealed record Blocked(string Reason, string Message)
{
    /// <summary>What it depends on is not applied and current yet.</summary>
    internal const string NotReady = "DependencyNotReady";

    /// <summary>What it depends on is not in this edge's tree.</summary>
    internal const string Missing = "DependencyMissing";

    /// <summary>It depends on itself, by way of others.</summary>
    internal const string Cycle = "DependencyCycle";

    /// <summary>It is to be removed after what depends on it.</summary>
    internal const string StillNeeded = "StillNeeded";

    /// <summary>Whether waiting is all that it takes.</summary>
    internal bool Passes => Reason == NotReady;

    /// <summary>Whether an object of this reason waits to be applied.</summary>
    internal static bool Waits(string reason) => reason is NotReady or Missing or Cycle;
}
