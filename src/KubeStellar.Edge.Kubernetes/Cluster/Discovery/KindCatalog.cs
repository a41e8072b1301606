using System.Collections.Concurrent;
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

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<(string Group, string Version), IReadOnlyList<KindInfo>> _known = [];
    private readonly ConcurrentDictionary<(string Group, string Version), (int Failures, long At, TimeSpan Pause, ApiReply? Fault)> _asked = [];

    // In the order of the server, which tells a group's preferred version first.
    private readonly ConcurrentDictionary<(string Group, string Version), int> _rank = [];
    private int _place;
    private bool _loaded;

    public void Dispose() => _gate.Dispose();

    /// <summary>The kind in one version.</summary>
    internal async Task<KindLookup> FindAsync(string group, string version, string kind, CancellationToken token)
    {
        if (Known(group, version, kind) is { } known)
        {
            return new KindLookup(known);
        }

        await _gate.WaitAsync(token);
        try
        {
            if (!_loaded && await LoadAsync(token) is { } fault)
            {
                return new KindLookup(null, fault);
            }

            if (Known(group, version, kind) is { } loaded)
            {
                return new KindLookup(loaded);
            }

            var refused = await AskAsync(group, version, token);
            if (Known(group, version, kind) is not null)
            {
                _asked.TryRemove((group, version), out _);
            }

            return Known(group, version, kind) is { } asked
                ? new KindLookup(asked)
                : new KindLookup(null, refused) { Others = [.. _known.Values.SelectMany(list => list).Where(item => item.Group == group && item.Kind == kind).Select(item => item.Version).Order()] };
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The kind in the version that the server prefers. Asked for at each call until it is found, since what has no kind is taken for gone.</summary>
    internal async Task<KindLookup> FindAsync(string group, string kind, CancellationToken token)
    {
        if (Any(group, kind) is { } known)
        {
            return new KindLookup(known);
        }

        await _gate.WaitAsync(token);
        try
        {
            if (!_loaded && await LoadAsync(token) is { } fault)
            {
                return new KindLookup(null, fault);
            }

            if (Any(group, kind) is { } loaded)
            {
                return new KindLookup(loaded);
            }

            var versions = group.Length == 0 ? ["v1"] : Array.Empty<string>();
            if (group.Length > 0)
            {
                var reply = await client.SendAsync(ApiRequest.Get($"/apis/{group}"), token);
                if (!reply.Ok)
                {
                    return new KindLookup(null, reply.Missing ? null : reply);
                }

                using var json = reply.Json();
                versions = json is null ? [] : [.. DiscoveryParser.Versions(json.RootElement)];
            }

            foreach (var version in versions)
            {
                if (await AskAsync(group, version, token, now: true) is { } refused)
                {
                    return new KindLookup(null, refused);
                }

                if (Known(group, version, kind) is { } asked)
                {
                    return new KindLookup(asked);
                }
            }

            return new KindLookup(null);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>All kinds, one version each, asked for anew; a group that does not answer is left out. The fault when nothing can be known.</summary>
    internal async Task<(IReadOnlyList<KindInfo> Kinds, ApiReply? Fault)> AllAsync(CancellationToken token)
    {
        await _gate.WaitAsync(token);
        try
        {
            return await LoadAsync(token) is { } fault
                ? ([], fault)
                : ([.. InOrder(_known).GroupBy(item => (item.Group, item.Kind, item.Resource)).Select(same => same.First())], null);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>New kinds may be there: whatever was asked for in vain may be asked for again at once.</summary>
    internal void Expect() => _asked.Clear();

    /// <summary>The server says that a kind is not there: it is asked for anew when it is needed again.</summary>
    internal void Forget(KindInfo kind) => _known.TryRemove((kind.Group, kind.Version), out _);

    private KindInfo? Known(string group, string version, string kind) =>
        _known.TryGetValue((group, version), out var list) ? list.FirstOrDefault(item => item.Kind == kind) : null;

    private KindInfo? Any(string group, string kind) =>
        InOrder(_known.Where(item => item.Key.Group == group)).FirstOrDefault(item => item.Kind == kind);

    private IEnumerable<KindInfo> InOrder(IEnumerable<KeyValuePair<(string Group, string Version), IReadOnlyList<KindInfo>>> lists) =>
        lists.OrderBy(item => _rank.GetValueOrDefault(item.Key, int.MaxValue)).SelectMany(item => item.Value);

    private async Task<ApiReply?> LoadAsync(CancellationToken token)
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
            else
            {
                await LoadGroupsAsync(path == "/api" ? [("", (IReadOnlyList<string>)["v1"])] : DiscoveryParser.Groups(json.RootElement), token);
            }
        }

        _loaded = true;
        return null;
    }

    private async Task LoadGroupsAsync(IReadOnlyList<(string Group, IReadOnlyList<string> Versions)> groups, CancellationToken token)
    {
        foreach (var (group, versions) in groups)
        {
            foreach (var version in versions)
            {
                _rank[(group, version)] = _place++;
                if (await AskAsync(group, version, token) is { } fault)
                {
                    LogBroken(group, version, fault.Code, fault.Trouble);
                }
            }
        }
    }

    /// <summary>Asks for one version of a group, unless that was tried a moment ago. The fault when it did not answer.</summary>
    private async Task<ApiReply?> AskAsync(string group, string version, CancellationToken token, bool now = false)
    {
        var key = (group, version);
        if (_asked.TryGetValue(key, out var last) && !now && time.GetElapsedTime(last.At) < last.Pause)
        {
            return last.Fault;
        }

        var reply = await client.SendAsync(ApiRequest.Get(group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}"), token);
        using var json = reply.Ok ? reply.Json() : null;
        if (json is not null)
        {
            _known[key] = DiscoveryParser.Resources(json.RootElement, group, version);
        }
        else if (reply.Missing)
        {
            _known.TryRemove(key, out _);
        }

        var failures = last.Failures + 1;
        var fault = reply.Ok || reply.Missing ? null : reply;
        _asked[key] = (failures, time.GetTimestamp(), backoff.After(failures, random), fault);
        return fault;
    }

    [LoggerMessage(6110, LogLevel.Warning, "The API {Group}/{Version} does not say what it serves ({Code} {Reason}); only its own kinds wait for it")]
    private partial void LogBroken(string group, string version, int code, string reason);
}
