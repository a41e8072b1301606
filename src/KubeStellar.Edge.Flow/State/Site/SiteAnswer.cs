namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>What the daemon answers to a <see cref="SiteOrder"/>.</summary>
/// <param name="Done">Whether it is done, and recorded.</param>
/// <param name="Message">What came of it, for people.</param>
public sealed record SiteAnswer(bool Done, string Message);
