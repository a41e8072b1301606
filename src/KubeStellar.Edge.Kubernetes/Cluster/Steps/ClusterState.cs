using System.Collections.Concurrent;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.Kubernetes.Cluster.Discovery;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;

namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>What all steps on the cluster share.</summary>
/// <param name="Client">Requests.</param>
/// <param name="Kinds">What the server serves.</param>
/// <param name="Watches">What is known of our objects.</param>
/// <param name="Presence">Which names are taken.</param>
/// <param name="Owner">Who we are.</param>
/// <param name="Impersonate">Users to write as, by workspace.</param>
/// <param name="Time">The clock.</param>
internal sealed record ClusterState(
    ApiClient Client, KindCatalog Kinds, WatchSet Watches, PresenceBook Presence, Owner Owner, IReadOnlyDictionary<string, string> Impersonate, TimeProvider Time)
{
    private static readonly TimeSpan FirstList = TimeSpan.FromSeconds(10);

    /// <summary>What this process did to each object.</summary>
    internal ConcurrentDictionary<ObjectKey, Applied> Applied { get; } = [];

    /// <summary>Who writes objects of a workspace; null: the edge itself.</summary>
    internal string? UserOf(string workspace) => Impersonate.GetValueOrDefault(workspace);

    /// <summary>Whether whole objects are needed of this one, not only metadata: for its status, or because a policy judges it.</summary>
    internal static bool NeedsAll(KindInfo kind, TargetObject wanted) =>
        wanted.Judged || (kind.HasStatus && wanted.Entry.Rules?.Status is not Contracts.Records.StatusScope.None);

    /// <summary>Finds the place of an object by the version that its content names.</summary>
    internal async Task<(ObjectPlace? Place, TargetOutcome? Refused)> PlaceAsync(TargetObject wanted, JsonElement content, CancellationToken token)
    {
        var key = wanted.Entry.Key;
        var apiVersion = content.Text("apiVersion");
        var lookup = await Kinds.FindAsync(key.Group, apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..], key.Kind, token);
        if (lookup.Kind is not { } kind)
        {
            return (null, Faults.ApiFaults.Unknown(lookup, apiVersion, key.Kind));
        }

        if (!kind.Namespaced && key.Namespace.Length > 0)
        {
            return (null, Faults.ApiFaults.Stalled("Invalid", $"{kind.Kind} is cluster-scoped here, and the object names the namespace {key.Namespace}"));
        }

        var (space, full) = (kind.NamespaceOf(key.Namespace), NeedsAll(kind, wanted));
        var watch = Watches.Of(kind, full, space);
        await watch.WaitAsync(space, FirstList, Time, token);
        return (new ObjectPlace(kind, watch, space, key.Name, full), null);
    }

    /// <summary>Finds the place of an object that is no longer wanted, in whatever version of its kind the server prefers; null with why there is none.</summary>
    internal async Task<(ObjectPlace? Place, KindLookup Lookup)> FormerAsync(ObjectKey key, CancellationToken token)
    {
        var lookup = await Kinds.FindAsync(key.Group, key.Kind, token);
        if (lookup.Kind is not { } kind)
        {
            return (null, lookup);
        }

        var space = kind.NamespaceOf(key.Namespace);
        var watch = Watches.Find(key.Group, key.Kind) ?? Watches.Of(kind, full: false, space);
        return (new ObjectPlace(kind, watch, space, key.Name, watch.Full), lookup);
    }

    /// <summary>How the object is now: from the watch, or asked for where that cannot say, or where it must be fresh.</summary>
    internal async Task<Look> LookAsync(ObjectPlace place, CancellationToken token, bool fresh = false)
    {
        var (known, ready) = (place.Watch.Get(place.Space, place.Name), place.Watch.Ready(place.Space));
        if (!fresh && known is not null && ready && (!place.Full || known.Live is not null))
        {
            return new Look(known);
        }

        // Not known is not missing: the label may be gone while the object is there.
        var reply = await Client.SendAsync(ApiRequest.Get(place.Path, place.Full ? "application/json" : ApiRequest.Metadata), token);
        if (reply.Missing && reply.Status is { Reason: "NotFound" } status && (status.Kind.Length == 0 || status.Kind == place.Kind.Resource))
        {
            if (known is not null)
            {
                place.Watch.Drop(place.Space, place.Name, known.Uid);
            }

            return new Look(null);
        }

        if (reply.Missing)
        {
            // Not the object but its kind is missing.
            Kinds.Forget(place.Kind);
        }

        return Take(place, reply) is { } entry ? new Look(entry) : new Look(null, reply);
    }

    /// <summary>The object that a reply holds, kept when it is ours; null when it holds none.</summary>
    internal LiveEntry? Take(ObjectPlace place, ApiReply reply)
    {
        using var json = reply.Ok ? reply.Json() : null;
        if (json is null || LiveReader.Read(json.RootElement, place.Full, place.Kind.ApiVersion, place.Kind.Kind) is not { } entry)
        {
            return null;
        }

        if (entry.Mark(MarkNames.Owner) == Owner.Id)
        {
            place.Watch.Keep(entry);
        }

        return entry;
    }
}
