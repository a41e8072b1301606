using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// What waits for the hub's one writer. Coalesces by key, so it is bounded by what exists and a long queue costs one plan;
/// and counts, so that a caller can wait until what it handed in is settled.
/// </summary>
internal sealed class HubChanges : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private readonly List<(long UpTo, TaskCompletionSource Done)> _waiting = [];
    private HashSet<(string, ObjectKey)> _workloads = [];
    private HashSet<PolicyKey> _policies = [];
    private HashSet<string> _edges = new(StringComparer.Ordinal);
    private HashSet<string> _workspaces = new(StringComparer.Ordinal);
    private Dictionary<PolicyKey, ParentGrant> _grants = [];
    private long _accepted;
    private long _taken = -1;
    private long _settled = -1;
    private int _together;

    /// <summary>Whether everything handed in is settled; false until the first plan after the start.</summary>
    public bool Settled
    {
        get
        {
            lock (_lock)
            {
                return _settled >= _accepted;
            }
        }
    }

    public void Workload(string workspace, ObjectKey key) => Add(() => _workloads.Add((workspace, key)));

    public void Policy(PolicyKey key) => Add(() => _policies.Add(key));

    public void Edge(string edge) => Add(() => _edges.Add(edge));

    /// <summary>What a workspace may place changed: all of it is decided anew.</summary>
    public void Workspace(string workspace) => Add(() => _workspaces.Add(workspace));

    /// <summary>
    /// The parent lets this hub roll a policy's manifest out so far (null: all the way). What it is for is handed in with it, within one <see cref="Together"/>.
    /// </summary>
    public void Grant(PolicyKey policy, ParentGrant grant) => Add(() => _grants[policy] = grant);

    /// <summary>
    /// Until the returned scope ends the writer takes nothing: what one request changes is planned at once. Else an edge would get, for a moment, a new object
    /// as the old policy has it, and keep it where the new policy fails.
    /// </summary>
    public IDisposable Together()
    {
        lock (_lock)
        {
            _together++;
        }

        return new Scope(this);
    }

    /// <summary>Wakes the writer with nothing new: something is due.</summary>
    public void Poke()
    {
        lock (_lock)
        {
            Signal();
        }
    }

    /// <summary>Completes when there is something to take, or something is due.</summary>
    public Task WaitAsync(CancellationToken token) => _signal.WaitAsync(token);

    /// <summary>Takes all that waits.</summary>
    public HubChangeBatch Take()
    {
        lock (_lock)
        {
            if (_together > 0)
            {
                return new HubChangeBatch([], [], [], _taken);
            }

            _taken = _accepted;
            var batch = new HubChangeBatch(_workloads, _policies, _edges, _accepted) { Grants = _grants, Workspaces = _workspaces };
            _workloads = [];
            _policies = [];
            _edges = new(StringComparer.Ordinal);
            _workspaces = new(StringComparer.Ordinal);
            _grants = [];
            return batch;
        }
    }

    /// <summary>Everything up to a batch is decided, and published, held or stalled.</summary>
    public void Settle(long upTo)
    {
        lock (_lock)
        {
            _settled = Math.Max(_settled, upTo);
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].UpTo <= _settled)
                {
                    _waiting[i].Done.TrySetResult();
                    _waiting.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>Completes when everything handed in before the call is settled.</summary>
    public Task SettleAsync(CancellationToken token)
    {
        lock (_lock)
        {
            if (_settled >= _accepted)
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((_accepted, done));
            return done.Task.WaitAsync(token);
        }
    }

    public void Dispose() => _signal.Dispose();

    private void Add(Action add)
    {
        lock (_lock)
        {
            add();
            _accepted++;
            Signal();
        }
    }

    private void End()
    {
        lock (_lock)
        {
            _together--;
            Signal();
        }
    }

    private void Signal()
    {
        if (_signal.CurrentCount == 0)
        {
            _signal.Release();
        }
    }

    private sealed class Scope(HubChanges changes) : IDisposable
    {
        private HubChanges? _changes = changes;

        public void Dispose() => Interlocked.Exchange(ref _changes, null)?.End();
    }
}
