using System.Globalization;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Rollouts;

/// <summary>Pauses and freezes.</summary>
internal static class Stops
{
    // Longer than anybody means; what has no end is asked for without one.
    private const long MaxSeconds = 10L * 366 * 24 * 3600;

    /// <exception cref="RequestRefusedException">It would end before it begins, or not in a lifetime.</exception>
    public static StopRecord Of(RolloutRequest request, DateTimeOffset now) => request.ForSeconds is >= 0 and <= MaxSeconds
        ? new StopRecord { By = OrderText.Who(request), Reason = request.Reason, Since = now, Until = request.ForSeconds == 0 ? null : now.AddSeconds(request.ForSeconds) }
        : throw RequestRefusedException.Because("invalid", $"forSeconds must be 0 (until a person ends it) to {MaxSeconds}");

    /// <summary>The stop, while it holds.</summary>
    public static StopRecord? InForce(StopRecord? stop, DateTimeOffset now) => stop is not null && stop.HoldsAt(now) ? stop : null;

    /// <summary><c>by ann since 2026-03-01 12:30 UTC until 2026-03-01 16:30 UTC (season)</c>.</summary>
    public static string Describe(StopRecord stop) =>
        $"by {stop.By} since {Show(stop.Since)}{(stop.Until is { } until ? $" until {Show(until)}" : "")}{(stop.Reason.Length > 0 ? $" ({stop.Reason})" : "")}";

    /// <summary>An instant as people read it; to the minute.</summary>
    public static string Show(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
