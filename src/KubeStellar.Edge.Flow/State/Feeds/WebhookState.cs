using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Feeds;

/// <summary>How one webhook is now.</summary>
/// <param name="Record">How far it was told; null until that is known.</param>
/// <param name="Newest">Place of the newest event that is known.</param>
/// <param name="Failures">Attempts in a row that failed.</param>
/// <param name="FailingSince">Since when it fails; null when it does not.</param>
/// <param name="Error">What was last wrong; empty for nothing.</param>
/// <param name="ErrorAt">When.</param>
internal sealed record WebhookState(WebhookRecord? Record, ulong Newest, int Failures, DateTimeOffset? FailingSince, string Error, DateTimeOffset? ErrorAt)
{
    internal static WebhookState Unknown { get; } = new(null, 0, 0, null, "", null);
}
