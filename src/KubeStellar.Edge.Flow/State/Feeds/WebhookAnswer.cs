namespace KubeStellar.Edge.Flow.State.Feeds;

/// <summary>What became of an event that was sent.</summary>
/// <param name="Outcome">What to do now.</param>
/// <param name="Why">A sentence for people; empty when it was taken.</param>
/// <param name="RetryAfter">How long the receiver wants to be left alone; null when it did not say.</param>
public sealed record WebhookAnswer(WebhookOutcome Outcome, string Why, TimeSpan? RetryAfter = null);
