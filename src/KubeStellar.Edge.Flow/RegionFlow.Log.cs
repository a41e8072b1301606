using KubeStellar.Edge.Contracts.Records;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Flow;

/// <summary>What a region's own people are told: its parent's people see the same in heartbeats.</summary>
internal sealed partial class RegionFlow
{
    private readonly Lock _saying = new();
    private HashSet<Condition> _said = [];

    private void Say()
    {
        lock (_saying)
        {
            var now = _conditions.All;
            foreach (var condition in now.Where(condition => !_said.Contains(condition)))
            {
                LogCondition(condition.Type, condition.Message);
            }

            foreach (var gone in _said.Select(condition => condition.Type).Except(now.Select(condition => condition.Type)))
            {
                LogOver(gone);
            }

            _said = [.. now];
        }
    }

    [LoggerMessage(2650, LogLevel.Critical, "A loop of the region ended unexpectedly; the daemon stops, and the next start repairs")]
    private partial void LogStops(Exception? error);

    [LoggerMessage(2651, LogLevel.Error, "The parent's server refuses this region's credentials: {Detail}")]
    private partial void LogDenied(string detail);

    [LoggerMessage(2653, LogLevel.Warning, "As a region: {Type}: {Message}")]
    private partial void LogCondition(string type, string message);

    [LoggerMessage(2654, LogLevel.Information, "As a region: {Type} is over")]
    private partial void LogOver(string type);
}
