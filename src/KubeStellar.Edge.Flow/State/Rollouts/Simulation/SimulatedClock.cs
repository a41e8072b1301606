namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>Virtual time, and what is to come in it; one for all hubs of a simulation.</summary>
internal sealed class SimulatedClock(DateTimeOffset start)
{
    private readonly PriorityQueue<Func<Task>, (DateTimeOffset At, long Order)> _queue = new();
    private long _order;

    /// <summary>The time.</summary>
    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>When the next thing happens; null: nothing does.</summary>
    public DateTimeOffset? NextAt => _queue.TryPeek(out _, out var next) ? next.At : null;

    /// <summary>It is that late now; never earlier than it was.</summary>
    public void Advance(DateTimeOffset at) => Now = at > Now ? at : Now;

    /// <summary>Something happens later.</summary>
    public void In(TimeSpan after, Func<Task> what) => _queue.Enqueue(what, (Now + after, _order++));

    /// <summary>The next thing that happens; it is that late then.</summary>
    public Func<Task> Take()
    {
        _queue.TryDequeue(out var what, out var at);
        Advance(at.At);
        return what!;
    }
}
