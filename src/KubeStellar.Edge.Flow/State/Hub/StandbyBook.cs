using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Plan;
using Microsoft.Extensions.Options;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// Which hubs wait to take over, by what they say every few seconds. That one appears or is lost becomes an event; that it goes on waiting does not. Bounded, and in memory:
/// the hub that takes over hears those who wait for it soon enough.
/// </summary>
internal sealed class StandbyBook(HubEvents events, IOptions<HubFlowOptions> self, TimeProvider time) : IStandbyHearing
{
    /// <summary>Most that are remembered. When as many wait, others are not noted.</summary>
    internal const int Most = 32;

    private const string HeardKind = "standby.heard";
    private const string LostKind = "standby.lost";
    private const string LeadsKind = "standby.leads";
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StandbyEntry> _standbys = new(StringComparer.Ordinal);

    /// <summary>How long a standby may be silent before it counts as lost: six of its hellos.</summary>
    internal static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one that is lost is shown.</summary>
    internal static TimeSpan Memory { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Those that were heard lately, by their ids.</summary>
    internal IReadOnlyList<StandbyEntry> All
    {
        get
        {
            lock (_gate)
                return [.. _standbys.Values.OrderBy(one => one.Hello.Instance, StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc/>
    public string? Heard(StandbyHello hello)
    {
        if (StandbyRule.Explain(hello) is { } wrong)
            return wrong;
        if (IsSelf(hello))
            return null; // said before this very hub took over, and late
        lock (_gate)
        {
            var before = _standbys.GetValueOrDefault(hello.Instance);
            if (before is null && !MakeRoom())
                return $"{Most} others wait already";
            _standbys[hello.Instance] = new StandbyEntry(hello, StandbyPhase.Waiting, time.GetUtcNow(), time.GetTimestamp());
            if (before is null or { Phase: StandbyPhase.Lost })
                Tell(HeardKind, hello, $"hub {Name(hello)} waits as standby");
        }

        return null;
    }

    /// <summary>Looks for those that went silent, and forgets those that have been for long.</summary>
    internal void Sweep()
    {
        lock (_gate)
        {
            foreach (var (instance, entry) in _standbys.ToList())
            {
                var silent = time.GetElapsedTime(entry.Stamp);
                if (silent > Memory)
                    _standbys.Remove(instance);
                else if (silent > Patience && entry.Phase != StandbyPhase.Lost)
                    Lose(entry);
            }
        }
    }

    /// <summary>
    /// Takes from the newest events, oldest first, which standbys the hub before this process last heard: that they still wait is no news, that they are gone is. One of them may be
    /// this very hub, which has taken over.
    /// </summary>
    internal void Recall(IEnumerable<EventRecord> newest)
    {
        var known = new Dictionary<string, (StandbyHello Hello, DateTimeOffset At)>(StringComparer.Ordinal);
        foreach (var record in newest)
        {
            if (record.Kind is LostKind or LeadsKind)
                known.Remove(record.Subject);
            else if (record.Kind == HeardKind && Read(record) is { } hello)
                known[record.Subject] = (hello, record.At);
        }

        lock (_gate)
        {
            foreach (var (instance, (hello, at)) in known)
            {
                if (IsSelf(hello))
                    Tell(LeadsKind, hello, $"hub {Name(hello)}, which waited as standby, publishes now");
                else if (!_standbys.ContainsKey(instance) && MakeRoom())
                    _standbys[instance] = new StandbyEntry(hello, StandbyPhase.Unknown, at, time.GetTimestamp());
            }
        }
    }

    private static StandbyHello? Read(EventRecord record)
    {
        try
        {
            return record.After is { } after && WireJson.Read(JsonSerializer.SerializeToUtf8Bytes(after, ContractsJson.Default.JsonElement), ContractsJson.Default.StandbyHello) is { } hello
                && hello.Instance == record.Subject && StandbyRule.Explain(hello) is null ? hello : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Name(StandbyHello hello) => hello.Host.Length > 0 ? $"{hello.Instance} on {hello.Host}" : hello.Instance;

    // A copied state directory has the same id and waits on another machine.
    private bool IsSelf(StandbyHello hello) => hello.Instance == self.Value.Holder && hello.Host == self.Value.Host;

    private bool MakeRoom()
    {
        if (_standbys.Count < Most)
            return true;
        return _standbys.Values.Where(one => one.Phase != StandbyPhase.Waiting).MinBy(one => one.Stamp) is { } oldest && _standbys.Remove(oldest.Hello.Instance);
    }

    private void Lose(StandbyEntry entry)
    {
        _standbys[entry.Hello.Instance] = entry with { Phase = StandbyPhase.Lost };
        Tell(LostKind, entry.Hello, entry.Phase == StandbyPhase.Unknown
            ? $"standby hub {Name(entry.Hello)} was not heard since this hub started" : $"standby hub {Name(entry.Hello)} was not heard since {entry.HeardAt:O}");
    }

    private void Tell(string kind, StandbyHello hello, string message) =>
        events.Add(kind, hello.Instance, "", "hub", message, null, JsonSerializer.SerializeToElement(hello, ContractsJson.Default.StandbyHello));
}
