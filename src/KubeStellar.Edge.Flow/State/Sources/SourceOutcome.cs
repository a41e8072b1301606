namespace KubeStellar.Edge.Flow.State.Sources;

/// <summary>What became of a change.</summary>
/// <param name="Created">Items that are new.</param>
/// <param name="Configured">Items that were changed.</param>
/// <param name="Deleted">Items that were removed.</param>
/// <param name="Unchanged">Items that were there as they are; nothing is written for them.</param>
/// <param name="Refused">Items that are wrong, and stay what they were. Of a whole change: why nothing was taken.</param>
/// <param name="Later">Why it was not done, or not all of it, and is to be handed over again; empty when it was.</param>
public sealed record SourceOutcome(int Created, int Configured, int Deleted, int Unchanged, IReadOnlyList<SourceRefusal> Refused, string Later)
{
    /// <summary>Nothing was done, for now.</summary>
    public static SourceOutcome NotNow(string why) => new(0, 0, 0, 0, [], why);

    /// <summary>Whether anything was written.</summary>
    public bool Changed => Created + Configured + Deleted > 0;
}
