namespace KubeStellar.Edge.Flow.State.Identity;

/// <summary>What came of replacing a key.</summary>
/// <param name="Done">What was done, a sentence; empty when it was refused.</param>
/// <param name="Refused">Why nothing was done, a sentence that says what to do; empty when it was done.</param>
public readonly record struct KeyOutcome(string Done, string Refused)
{
    /// <summary>It was done.</summary>
    public static KeyOutcome Of(string done) => new(done, "");

    /// <summary>It was not.</summary>
    public static KeyOutcome Not(string why) => new("", why);
}
