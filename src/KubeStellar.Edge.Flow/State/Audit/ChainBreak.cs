namespace KubeStellar.Edge.Flow.State.Audit;

/// <summary>A place where the audit stream is not what was written.</summary>
/// <param name="Sequence">The message at which it shows; of several that are missing, the first.</param>
/// <param name="What">One of <see cref="ChainBreaks"/>.</param>
/// <param name="Time">When that event happened as it says itself, or the last one before that can be trusted; null when none can be read.</param>
/// <param name="Subject">The subject under which it lies, or the last one before; empty when there is none.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record ChainBreak(ulong Sequence, string What, DateTimeOffset? Time, string Subject, string Message);
