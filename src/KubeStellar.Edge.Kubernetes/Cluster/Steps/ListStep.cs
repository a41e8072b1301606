using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>Finds everything in the cluster that this edge made, kind by kind: how a lost inventory is rebuilt.</summary>
internal sealed partial class ListStep(ClusterState cluster, ILogger log)
{
    private const int Page = 500;
    private const int AtOnce = 4;

    /// <exception cref="TargetUnreachableException">The server does not answer for a kind: what it does not say is not known to be gone.</exception>
    /// <returns>Null when no kind may be listed: that is no answer.</returns>
    internal async Task<IReadOnlyList<TrackedObject>?> RunAsync(CancellationToken token)
    {
        var (kinds, fault) = await cluster.Kinds.AllAsync(token);
        if (fault is not null)
        {
            throw Unreachable("its kinds", fault);
        }

        var lines = new Dictionary<string, TrackedObject>(StringComparer.Ordinal);
        var listed = 0;
        var listable = kinds.Where(kind => kind.Verbs.Contains("list") && kind.Verbs.Contains("patch") && kind.Verbs.Contains("delete") && kind.Kind != "Event");
        await Parallel.ForEachAsync(listable, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = token }, async (kind, stop) =>
        {
            if (await ListAsync(kind, stop) is not { } found)
            {
                return;
            }

            lock (lines)
            {
                listed++;
                // One object can be served by two groups.
                foreach (var (uid, line) in found)
                {
                    lines.TryAdd(uid, line);
                }
            }
        });
        return listed == 0 ? null : [.. lines.Values.OrderBy(line => line.Key)];
    }

    private async Task<List<(string Uid, TrackedObject Line)>?> ListAsync(KindInfo kind, CancellationToken token)
    {
        var (found, next) = (new List<(string, TrackedObject)>(), "");
        do
        {
            var path = $"{kind.List()}?{cluster.Owner.Selector}&{ListPage.Query(Page, next)}";
            var reply = await cluster.Client.SendAsync(ApiRequest.Get(path, ApiRequest.MetadataList), token);
            if (reply.Code is 403 or 404 or 405)
            {
                LogSkipped(kind.ApiVersion, kind.Kind, reply.Code);
                return null;
            }

            using var json = reply.Ok ? reply.Json() : null;
            var list = ListPage.Of(json) ?? throw Unreachable($"{kind.ApiVersion} {kind.Kind}", reply);
            found.AddRange(list.Items.Select(item => LiveReader.Read(item, full: false, kind.ApiVersion, kind.Kind)).OfType<LiveEntry>()
                .Where(entry => Claims.Judge(entry, cluster.Owner) is Claim.Ours).Select(entry => (entry.Uid, LineOf(kind, entry))));
            next = list.Next;
        }
        while (next.Length > 0);
        return found;
    }

    private static TrackedObject LineOf(KindInfo kind, LiveEntry entry)
    {
        var (prune, how) = Marks.Removal(entry.Mark(MarkNames.OnRemoval));
        var space = entry.Mark(MarkNames.Unscoped) is null ? entry.Namespace : "";
        return new TrackedObject(
            new ObjectKey(kind.Group, kind.Kind, space, entry.Name), new PolicyKey(entry.Mark(MarkNames.Workspace) ?? "default", entry.Mark(MarkNames.Policy) ?? "unknown"),
            Digest.TryParse(entry.Mark(MarkNames.Digest), out var digest) ? digest : default, prune)
        {
            Propagation = how,
        };
    }

    private static TargetUnreachableException Unreachable(string what, ApiReply reply) =>
        new($"the API server does not list {what} now: {(reply.Code == 0 ? reply.Trouble : $"{reply.Code} {reply.Status.Message}")}");

    [LoggerMessage(6134, LogLevel.Warning, "{ApiVersion} {Kind} cannot be listed ({Code}); what this edge made of that kind is not found again")]
    private partial void LogSkipped(string apiVersion, string kind, int code);
}
