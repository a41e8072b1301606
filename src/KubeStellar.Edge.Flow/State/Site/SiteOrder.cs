namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>What is sent to the daemon on this machine.</summary>
/// <param name="Verb"><c>pause</c> or <c>resume</c>.</param>
/// <param name="By">Who says so.</param>
/// <param name="Reason">Why; of <c>pause</c>.</param>
/// <param name="For">Milliseconds; null: until somebody resumes.</param>
public sealed record SiteOrder(string Verb, string By, string? Reason = null, long? For = null);
