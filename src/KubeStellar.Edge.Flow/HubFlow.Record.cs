using KubeStellar.Edge.Contracts.Keys;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow;

/// <summary>Recording of decisions: for people, so only when there is nothing to decide or to publish.</summary>
internal sealed partial class HubFlow
{
    private DateTimeOffset _busyAt;
    private DateTimeOffset _recordAt;
    private int _recordFailures;
    private bool _undecided = true;

    /// <summary>Records a few decisions when the flow was idle for a while. What fails is tried again later; nothing waits for it.</summary>
    private async Task RecordDecisionsAsync(bool busy, CancellationToken token)
    {
        var now = time.GetUtcNow();
        if (busy)
        {
            (_undecided, _busyAt) = (true, now);
        }

        if (!_undecided || _unfinished || state.Hold.Holds || now - _busyAt < state.Decisions.Options.Quiet || now < _recordAt)
        {
            return;
        }

        try
        {
            _undecided = !await state.Decisions.TurnAsync(_plan, NewestRoot(), () => !state.Changes.Settled, token);
            _recordFailures = 0;
        }
        catch (Exception error) when (IsServers(error))
        {
            _recordAt = now + Backoff(_recordFailures++);
            NotRecorded(log, error.Message);
        }
    }

    private RootVersion NewestRoot() => state.Roots.All.Select(root => root.Root.Version).DefaultIfEmpty(RootVersion.None).Max();

    [LoggerMessage(1520, LogLevel.Warning, "decisions could not be recorded, trying again later: {Why}")]
    private static partial void NotRecorded(ILogger logger, string why);
}
