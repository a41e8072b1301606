using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;

namespace KubeStellar.Edge.Kubernetes.Source.Watching;

/// <summary>The watches that run now. Used by one loop.</summary>
/// <param name="make">Makes the loop of a watch.</param>
internal sealed class ScopeBook(Func<ScopeQuestion, IWatchSink, WatchLoop> make) : IAsyncDisposable
{
    private readonly Dictionary<ScopeQuestion, Running> _running = [];

    // Asked for each object that the hub has from the cluster, at every hand-over.
    private ILookup<(string Group, string Kind), Scope> _byKind = Enumerable.Empty<Scope>().ToLookup(KindOf);

    /// <summary>All of them.</summary>
    internal IReadOnlyCollection<Scope> All => [.. _running.Values.Select(one => one.Scope)];

    /// <summary>The watches of objects with this key; none when its kind is not followed now.</summary>
    internal IEnumerable<Scope> Covering(ObjectKey key) => _byKind[(key.Group, key.Kind)].Where(scope => scope.Question.Covers(key));

    /// <summary>Starts what is asked for and does not run, and ends what is no longer asked for.</summary>
    internal async Task FollowAsync(IReadOnlyCollection<(ScopeQuestion Question, IScopeUser User)> wanted, Action changed, CancellationToken token)
    {
        var questions = wanted.Select(one => one.Question).ToHashSet();
        foreach (var (question, running) in _running.Where(pair => !questions.Contains(pair.Key)).ToList())
        {
            _running.Remove(question);
            await running.EndAsync();
        }

        foreach (var (question, user) in wanted.Where(one => !_running.ContainsKey(one.Question)))
        {
            var scope = new Scope(question, user, changed);
            var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            _running[question] = new Running(scope, stop, Task.Run(() => scope.RunAsync(make(question, scope), stop.Token), stop.Token));
        }

        _byKind = All.ToLookup(KindOf);
    }

    /// <summary>A watch that failed for a reason that nobody expects ends whoever asks.</summary>
    internal Task FaultedAsync() => _running.Values.Select(one => one.Run).FirstOrDefault(run => run.IsFaulted) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var running in _running.Values)
        {
            await running.EndAsync();
        }
    }

    private static (string, string) KindOf(Scope scope) => (scope.Question.Kind.Group, scope.Question.Kind.Kind);

    private sealed record Running(Scope Scope, CancellationTokenSource Stop, Task Run)
    {
        internal async Task EndAsync()
        {
            await Stop.CancelAsync();
            try
            {
                await Run;
            }
            catch (OperationCanceledException)
            {
                // Told to end.
            }

            Stop.Dispose();
        }
    }
}
