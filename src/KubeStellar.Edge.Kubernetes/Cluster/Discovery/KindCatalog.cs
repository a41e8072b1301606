using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Flow.Loop;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Cluster.Discovery;

/// <summary>
/// The kinds that the server has. All are asked for once, in two requests where the server has aggregated discovery; a kind that is not among them is asked
/// for in its own group and version only, so that a broken aggregated API stalls just its own kinds, at most every few seconds and ever less often.
/// </summary>
internal sealed partial class KindCatalog(ApiClient client, Backoff backoff, Random random, TimeProvider time, ILogger<KindCatalog> log) : IDisposable
{
    private const string Accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    private const int AtOnce = 8;
    private static readonly TimeSpan LoadPause = TimeSpan.FromMilliseconds(500);

    private readonly GroupQuestions _questions = new(client, backoff, random, time);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<(string Group, string Version), IReadOnlyList<KindInfo>> _known = [];

    // In the order of the server, which tells a group's preferred version first.
    private readonly ConcurrentDictionary<(string Group, string Version), int> _rank = [];
    private (ApiReply Fault, long At)? _refused;
    private int _place;
    private volatile bool _loaded;

    public void Dispose() => _gate.Dispose();

    /// <summary>The kind in one version.</summary>
    internal async Task<KindLookup> FindAsync(string group, string version, string kind, CancellationToken token)
    {
        if (Known(group, version, kind) is { } known)
        {
            return new KindLookup(known);
        }

        if (await LoadOnceAsync(token) is { } fault)
        {
            return new KindLookup(null, fault);
        }

        if (Known(group, version, kind) is { } loaded)
        {
            return new KindLookup(loaded);
        }

        var refused = await AskAsync(group, version, now: false, token);
        if (Known(group, version, kind) is { } asked)
        {
            _questions.Found(group, version);
            return new KindLookup(asked);
        }

        return new KindLookup(null, refused) { Others = [.. _known.Values.SelectMany(list => list).Where(item => item.Group == group && item.Kind == kind).Select(item => item.Version).Order()] };
    }

    /// <summary>The kind in the version that the server prefers. Asked for at each call until it is found, since what has no kind is taken for gone.</summary>
    internal async Task<KindLookup> FindAsync(string group, string kind, CancellationToken token)
    {
        if (Any(group, kind) is { } known)
        {
            return new KindLookup(known);
        }

        if (await LoadOnceAsync(token) is { } fault)
        {
            return new KindLookup(null, fault);
        }

        if (Any(group, kind) is { } loaded)
        {
            return new KindLookup(loaded);
        }

        var (versions, refused) = await VersionsAsync(group, token);
        if (refused is not null)
        {
            return new KindLookup(null, refused);
        }

        foreach (var version in versions)
        {
            if (await AskAsync(group, version, now: true, token) is { } broken)
            {
                return new KindLookup(null, broken);
            }

            if (Known(group, version, kind) is { } asked)
            {
                return new KindLookup(asked);
            }
        }

        return new KindLookup(null);
    }

    /// <summary>All kinds, one version each, asked for anew; a group that does not answer is left out. The fault when nothing can be known.</summary>
    internal async Task<(IReadOnlyList<KindInfo> Kinds, ApiReply? Fault)> AllAsync(CancellationToken token)
    {
        await _gate.WaitAsync(token);
        try
        {
            return await LoadAsync(all: true, token) is { } fault
                ? ([], fault)
                : ([.. InOrder(_known).GroupBy(item => (item.Group, item.Kind, item.Resource)).Select(same => same.First())], null);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>New kinds may be there: whatever was asked for in vain may be asked for again at once.</summary>
    internal void Expect() => _questions.Forget();

    /// <summary>The server says that a kind is not there: it is asked for anew when it is needed again.</summary>
    internal void Forget(KindInfo kind) => _known.TryRemove((kind.Group, kind.Version), out _);

    private async Task<ApiReply?> LoadOnceAsync(CancellationToken token)
    {
        if (_loaded)
        {
            return null;
        }

        await _gate.WaitAsync(token);
        try
        {
            // Whoever waited meanwhile hears the same: a server that hangs is not asked once for each object.
            if (_loaded || (_refused is { } last && time.GetElapsedTime(last.At) < LoadPause))
            {
                return _loaded ? null : _refused!.Value.Fault;
            }

            var fault = await LoadAsync(all: false, token);
            _refused = fault is null ? null : (fault, time.GetTimestamp());
            return fault;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<(IReadOnlyList<string> Versions, ApiReply? Fault)> VersionsAsync(string group, CancellationToken token)
    {
        if (group.Length == 0)
        {
            return (["v1"], null);
        }

        var reply = await client.SendAsync(ApiRequest.Get($"/apis/{group}"), token);
        using var json = reply.Ok ? reply.Json() : null;
        return json is not null ? (DiscoveryParser.Versions(json.RootElement), null)
            : reply.Missing && await IsNoGroupAsync(group, token) ? ([], null)
            : ([], reply);
    }

    // A page of something in front of the server says 404 of anything; that a group is gone is said by the list of groups that lacks it.
    private async Task<bool> IsNoGroupAsync(string group, CancellationToken token)
    {
        var reply = await client.SendAsync(ApiRequest.Get("/apis"), token);
        using var json = reply.Ok ? reply.Json() : null;
        return json?.RootElement is { } root && root.Member("groups").ValueKind is JsonValueKind.Array && root.Items("groups").All(item => item.Text("name") != group);
    }

    private KindInfo? Known(string group, string version, string kind) =>
        _known.TryGetValue((group, version), out var list) ? list.FirstOrDefault(item => item.Kind == kind) : null;

    private KindInfo? Any(string group, string kind) =>
        InOrder(_known.Where(item => item.Key.Group == group)).FirstOrDefault(item => item.Kind == kind);

    private IEnumerable<KindInfo> InOrder(IEnumerable<KeyValuePair<(string Group, string Version), IReadOnlyList<KindInfo>>> lists) =>
        lists.OrderBy(item => _rank.GetValueOrDefault(item.Key, int.MaxValue)).SelectMany(item => item.Value);

    private async Task<ApiReply?> LoadAsync(bool all, CancellationToken token)
    {
        _place = 0;
        foreach (var path in new[] { "/api", "/apis" })
        {
            var reply = await client.SendAsync(ApiRequest.Get(path, Accept), token);
            if (!reply.Ok)
            {
                return reply;
            }

            using var json = reply.Json();
            if (json is null)
            {
                return ApiReply.None($"the answer to {path} is no JSON");
            }

            if (DiscoveryParser.IsAggregated(reply.MediaType))
            {
                foreach (var list in DiscoveryParser.Aggregated(json.RootElement).GroupBy(item => (item.Group, item.Version)))
                {
                    _known[list.Key] = [.. list];
                    _rank[list.Key] = _place++;
                }
            }
            else if (all)
            {
                await LoadGroupsAsync(path == "/api" ? [("", "v1")] : [.. DiscoveryParser.Groups(json.RootElement).SelectMany(group => group.Versions, (group, version) => (group.Group, version))], token);
            }
        }

        _loaded = true;
        return null;
    }

    // Older servers tell of one version of a group at a time.
    private async Task LoadGroupsAsync(IReadOnlyList<(string Group, string Version)> groups, CancellationToken token)
    {
        foreach (var group in groups)
        {
            _rank[group] = _place++;
        }

        await Parallel.ForEachAsync(groups, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = token }, async (group, stop) =>
        {
            if (await AskAsync(group.Group, group.Version, now: true, stop) is { } fault)
            {
                LogBroken(group.Group, group.Version, fault.Code, fault.Trouble);
            }
        });
    }

    /// <summary>Asks for one version of a group, unless that was tried a moment ago. The fault when it did not answer.</summary>
    private async Task<ApiReply?> AskAsync(string group, string version, bool now, CancellationToken token)
    {
        var answer = await _questions.AskAsync(group, version, now, token);
        if (answer.Kinds is { } kinds)
        {
            _known[(group, version)] = kinds;
        }
        else if (answer.Fault is null)
        {
            _known.TryRemove((group, version), out _);
        }

        return answer.Fault;
    }

    [LoggerMessage(6110, LogLevel.Warning, "The API {Group}/{Version} does not say what it serves ({Code} {Reason}); only its own kinds wait for it")]
    private partial void LogBroken(string group, string version, int code, string reason);
}
