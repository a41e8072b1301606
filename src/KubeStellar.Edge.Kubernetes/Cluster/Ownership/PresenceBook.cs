using System.Collections.Concurrent;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;

namespace KubeStellar.Edge.Kubernetes.Cluster.Ownership;

/// <summary>
/// Before an object is first applied it must be known that nobody else has its name. Where many of a kind are new in a namespace, their names are listed once
/// instead of each being asked for. A list is believed for some seconds; who comes in between shows in the server's answer to the apply.
/// </summary>
internal sealed class PresenceBook(ApiClient client, TimeProvider time)
{
    private const int Many = 8;
    private const int Page = 500;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<(string Group, string Kind, string Namespace), Names> _lists = [];
    private Dictionary<(string Group, string Kind, string Namespace), int> _new = [];

    /// <summary>Takes note of what will be applied for the first time.</summary>
    internal void Expect(IEnumerable<TrackedObject> union)
    {
        _lists.Clear();
        Volatile.Write(ref _new, union.Where(line => line.Content.IsZero).CountBy(line => Of(line.Key)).ToDictionary());
    }

    /// <summary>True when there is no object of this name; null when it must be asked for by itself.</summary>
    internal async Task<bool?> IsAbsentAsync(KindInfo kind, ObjectKey key, CancellationToken token)
    {
        var place = Of(key);
        var count = Volatile.Read(ref _new).GetValueOrDefault(place);
        if (count < Many || !kind.Verbs.Contains("list"))
        {
            return null;
        }

        var list = _lists.GetOrAdd(place, _ => new Names(() => ListAsync(kind, kind.NamespaceOf(key.Namespace), Math.Max(1, count / Many), token)));
        var (names, at) = await list.Task.WaitAsync(token);
        return names is null || time.GetElapsedTime(at) > Fresh || names.Contains(key.Name) ? null : true;
    }

    private async Task<(HashSet<string>? Names, long At)> ListAsync(KindInfo kind, string space, int pages, CancellationToken token)
    {
        var (names, next, at) = (new HashSet<string>(StringComparer.Ordinal), "", time.GetTimestamp());
        for (var page = 0; page < pages; page++)
        {
            var reply = await client.SendAsync(ApiRequest.Get($"{kind.List(space)}?{ListPage.Query(Page, next)}", ApiRequest.MetadataList), token);
            using var json = reply.Ok ? reply.Json() : null;
            if (ListPage.Of(json) is not { } list)
            {
                return (null, at);
            }

            names.UnionWith(list.Items.Select(item => item.Text("metadata", "name")));
            next = list.Next;
            if (next.Length == 0)
            {
                // What has no name is no object, and a list of such is none.
                return (names.Contains("") ? null : names, at);
            }
        }

        // So many are there that asking for each new one is cheaper.
        return (null, at);
    }

    private static (string, string, string) Of(ObjectKey key) => (key.Group, key.Kind, key.Namespace);

    private sealed class Names(Func<Task<(HashSet<string>? Names, long At)>> list)
    {
        private readonly Lazy<Task<(HashSet<string>? Names, long At)>> _list = new(list);

        internal Task<(HashSet<string>? Names, long At)> Task => _list.Value;
    }
}
