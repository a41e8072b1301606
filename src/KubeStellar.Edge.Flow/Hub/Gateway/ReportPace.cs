using System.Collections.Concurrent;
using KubeStellar.Edge.Flow.State.Hub;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.Hub.Gateway;

/// <summary>
/// How fast edges may report. A hub that was away is wanted by its whole fleet at once: it tells each edge over how long the fleet is to spread its reports, by how many edges there
/// are and how much its writer has before it. An edge that has come since then is told the writer's backlog only.
/// </summary>
internal sealed class ReportPace(IHubInventory inventory, ReportWriter writer, PresenceBook presence, TimeProvider time, IOptions<GatewayOptions> options)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<string, bool> _came = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private double _returning;
    private long _drained = time.GetTimestamp();

    /// <summary>How long an edge that was refused because the writer is full has to wait.</summary>
    internal TimeSpan RetryAfter => Clamp(TimeSpan.FromSeconds(writer.Waiting / options.Value.ReportsPerSecond)) is var wait && wait > Least ? wait : Least;

    /// <summary>The pace of one edge; zero: at once.</summary>
    internal TimeSpan Of(string edge)
    {
        var waiting = writer.Waiting;
        var backlog = waiting > options.Value.WriteBatch ? waiting / options.Value.ReportsPerSecond : 0;
        var fleet = (presence.Settling || Crowd()) && !_came.ContainsKey(edge) ? inventory.Edges.Count / options.Value.ReportsPerSecond : 0;
        var pace = Clamp(TimeSpan.FromSeconds(Math.Max(backlog, fleet)));
        return pace < Least ? TimeSpan.Zero : pace;
    }

    /// <summary>An edge has a new connection. Many at once: the server was away, and not the hub.</summary>
    internal void Returned(string edge)
    {
        _came.TryRemove(edge, out _);
        lock (_gate)
        {
            Drain();
            _returning++;
        }
    }

    /// <summary>An edge reported.</summary>
    internal void Came(string edge) => _came.TryAdd(edge, true);

    private bool Crowd()
    {
        lock (_gate)
        {
            Drain();
            return _returning > options.Value.ReportsPerSecond / 10;
        }
    }

    // A tenth of what can be written is no crowd; what is above drains as fast as it can be written.
    private void Drain()
    {
        var now = time.GetTimestamp();
        _returning = Math.Max(0, _returning - (time.GetElapsedTime(_drained, now).TotalSeconds * options.Value.ReportsPerSecond / 10));
        _drained = now;
    }

    private TimeSpan Clamp(TimeSpan pace) => pace < options.Value.LongestPace ? pace : options.Value.LongestPace;
}
