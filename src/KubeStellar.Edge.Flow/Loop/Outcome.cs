namespace KubeStellar.Edge.Flow.Loop;

/// <summary>How a step of a loop ended. Expected failures are values; only bugs throw.</summary>
/// <param name="Kind">Done, waiting, stalled or failed.</param>
/// <param name="Reason">CamelCase word for machines; empty when done.</param>
/// <param name="Message">Sentence for people.</param>
public readonly record struct Outcome(OutcomeKind Kind, string Reason, string Message)
{
    /// <summary>Nothing is left to do.</summary>
    public static Outcome Done { get; } = new(OutcomeKind.Done, "", "");

    /// <summary>Try again after a while.</summary>
    public static Outcome Waiting(string reason, string message) => new(OutcomeKind.Waiting, reason, message);

    /// <summary>Not until something changes.</summary>
    public static Outcome Stalled(string reason, string message) => new(OutcomeKind.Stalled, reason, message);

    /// <summary>It went wrong; try again with a growing pause.</summary>
    public static Outcome Failed(string reason, string message) => new(OutcomeKind.Failed, reason, message);
}
