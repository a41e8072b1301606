namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>How a step on the target ended. Expected failures are values; only bugs throw.</summary>
/// <param name="Kind">Done, waiting or stalled.</param>
/// <param name="Changed">Whether the target was changed.</param>
/// <param name="Reason">CamelCase word: <c>DiskFull</c>, <c>ReadOnly</c>, <c>Conflict</c>, <c>Forbidden</c>, <c>Invalid</c> ...; empty when done.</param>
/// <param name="Message">Sentence for people; never a secret value.</param>
public sealed record TargetOutcome(TargetOutcomeKind Kind, bool Changed, string Reason, string Message)
{
    /// <summary>Done, and the target changed.</summary>
    public static TargetOutcome Applied { get; } = new(TargetOutcomeKind.Done, true, "", "");

    /// <summary>Done; it was so already.</summary>
    public static TargetOutcome Unchanged { get; } = new(TargetOutcomeKind.Done, false, "", "");
}
