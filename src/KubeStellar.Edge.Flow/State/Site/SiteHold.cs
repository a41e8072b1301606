namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>Somebody at the site holds changes off: roots are received and stored, and not applied.</summary>
/// <param name="Reason">Why, for people.</param>
/// <param name="By">Who said so.</param>
/// <param name="Since">When, by this clock.</param>
/// <param name="Left">Milliseconds that it still holds, counted while the daemon runs; null: until somebody resumes.</param>
public sealed record SiteHold(string Reason, string By, DateTimeOffset Since, long? Left);
