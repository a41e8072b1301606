using System.Runtime.CompilerServices;
using System.Threading.Channels;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using KubeStellar.Edge.Kubernetes.Source.Watching;

namespace KubeStellar.Edge.Kubernetes.Cluster.Upsync;

/// <summary>
/// Objects that are born in a cluster: each kind that is asked for is listed once and watched from then on, over all namespaces. A kind that the cluster does not have, may
/// not be listed, or whose list failed is unread, and says nothing of its objects.
/// </summary>
internal sealed class BornObjects(KindCatalog kinds, Owner owner, Func<ScopeQuestion, IWatchSink, WatchLoop> make, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstList = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly ScopeBook _book = new(make);
    private readonly Dictionary<(string Group, string Kind), BornKind> _kinds = [];
    private readonly Wake _wake = new();
    private readonly Channel<UpsyncHint> _hints = Channel.CreateBounded<UpsyncHint>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal async Task<UpsyncReading> ReadAsync(UpsyncQuery query, CancellationToken token)
    {
        await _book.FaultedAsync();
        var troubles = new List<UpsyncTrouble>();
        var unread = new HashSet<(string, string)>();
        var questions = new Dictionary<(string Group, string Kind), ScopeQuestion>();
        var asked = query.Rules.SelectMany(rule => rule.KindPairs().Select(kind => (Kind: kind, Rule: rule))).ToLookup(one => one.Kind, one => one.Rule);
        foreach (var (group, kind) in asked.Select(one => one.Key))
        {
            var lookup = await kinds.FindAsync(group, kind, token);
            if (lookup.Kind is { } found)
            {
                questions[(group, kind)] = new ScopeQuestion(found, "", "");
                continue;
            }

            unread.Add((group, kind));
            troubles.Add(new UpsyncTrouble("KindUnknown", lookup.Fault is { } fault
                ? $"the API server does not say whether it has the kind {Name(group, kind)}: {fault.Sentence}"
                : $"the API server has no kind {Name(group, kind)}; its CustomResourceDefinition may still come"));
        }

        await FollowAsync(questions, asked, token);
        var began = time.GetTimestamp();
        while (!_book.All.All(scope => scope.Answered) && time.GetElapsedTime(began) < FirstList)
        {
            await _wake.WaitAsync(FirstList - time.GetElapsedTime(began), time, token);
        }

        var objects = new List<UpsyncSeen>();
        foreach (var scope in _book.All)
        {
            var key = (scope.Question.Kind.Group, scope.Question.Kind.Kind);
            var born = _kinds[key];
            objects.AddRange(born.Objects);
            troubles.AddRange(born.Refused);
            if (!scope.Ready || born.Overflowed)
            {
                unread.Add(key);
                troubles.Add(new UpsyncTrouble(born.Overflowed ? "TooMany" : scope.Fault?.Code == 403 ? "Forbidden" : "Unreadable", born.Overflowed
                    ? $"the cluster has more than {BornKind.Most} objects {scope.Question.Kind.Resource} that are asked for"
                    : $"{scope.Question.Kind.Resource} cannot be listed: {scope.Fault?.Sentence ?? "there was no answer yet"}"));
            }
        }

        return new UpsyncReading(objects, troubles) { Unread = unread };
    }

    internal async IAsyncEnumerable<UpsyncHint> WatchAsync([EnumeratorCancellation] CancellationToken token)
    {
        await foreach (var hint in _hints.Reader.ReadAllAsync(token))
        {
            yield return hint;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _wake.Dispose();
    }

    /// <summary>A kind of which something else is asked now is listed anew: what did not fit the old question was not kept.</summary>
    private async Task FollowAsync(Dictionary<(string Group, string Kind), ScopeQuestion> questions, ILookup<(string Group, string Kind), UpsyncRule> asked, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var wanted = questions.ToDictionary(pair => pair.Key, pair => new BornKind(pair.Key.Group, pair.Key.Kind, [.. asked[pair.Key]], owner, Change));
        var same = questions.Where(pair => _kinds.TryGetValue(pair.Key, out var before) && before.Print == wanted[pair.Key].Print && !before.Overflowed).ToList();
        if (same.Count != _kinds.Count)
        {
            await _book.FollowAsync([.. same.Select(pair => (pair.Value, (IScopeUser)_kinds[pair.Key]))], Change, _stop.Token);
        }

        foreach (var gone in _kinds.Keys.Except(same.Select(pair => pair.Key)).ToList())
        {
            _kinds.Remove(gone);
        }

        foreach (var (key, born) in wanted.Where(pair => !_kinds.ContainsKey(pair.Key)))
        {
            _kinds[key] = born;
        }

        await _book.FollowAsync([.. questions.Select(pair => (pair.Value, (IScopeUser)_kinds[pair.Key]))], Change, _stop.Token);
    }

    private void Change()
    {
        if (!_stop.IsCancellationRequested)
        {
            _wake.Ring();
            _hints.Writer.TryWrite(default);
        }
    }

    private static string Name(string group, string kind) => group.Length == 0 ? kind : $"{kind}.{group}";
}
