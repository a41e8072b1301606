using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Kubernetes.Cluster.Faults;
using KubeStellar.Edge.Kubernetes.Cluster.Ownership;
using KubeStellar.Edge.Kubernetes.Cluster.Watch;

namespace KubeStellar.Edge.Kubernetes.Cluster.Steps;

/// <summary>Looks at one object; mostly without a request.</summary>
internal sealed class ObserveStep(ClusterState cluster)
{
    private const int MostFields = 64;
    private const string Unreadable = "Unreadable";

    internal async Task<TargetState> RunAsync(TargetObject wanted, CancellationToken token)
    {
        using var document = JsonDocument.Parse(wanted.Content, new JsonDocumentOptions { MaxDepth = 512 });
        var (place, refused) = await cluster.PlaceAsync(wanted, document.RootElement, token);
        if (place is null)
        {
            // A kind that is not there has no objects; whether it is there may not be known either.
            return new TargetState(false, false, Health.Unknown, refused!.Reason, refused.Message);
        }

        var look = await cluster.LookAsync(place, token);
        if (look.Fault is { } fault)
        {
            return new TargetState(false, false, Health.Unknown, Unreadable, ApiFaults.Outcome(fault, place.Kind, place.Space, "get").Message);
        }

        return look.Entry is { } entry ? Judge(wanted, document.RootElement, place, entry) : new TargetState(false, false, Health.InProgress, "NotFound", "it is not there");
    }

    private TargetState Judge(TargetObject wanted, JsonElement content, ObjectPlace place, LiveEntry entry)
    {
        var key = wanted.Entry.Key;
        ReadOnlyMemory<byte>? live = place.Full && entry.Live is { } bytes ? bytes : default(ReadOnlyMemory<byte>?);
        var applied = cluster.Applied.GetValueOrDefault(key);
        if (Claims.Judge(entry, cluster.Owner, applied?.Uid) is not Claim.Ours)
        {
            return new TargetState(true, false, Health.Failed, "Conflict", "it is there and is not this edge's", live);
        }

        if (entry.Terminating)
        {
            var leaving = ApiFaults.Leaving(entry.Finalizers);
            return new TargetState(true, false, Health.InProgress, leaving.Reason, leaving.Message, live);
        }

        var marks = Marks.Of(cluster.Owner, wanted, key.Namespace.Length == 0 && place.Kind.Namespaced);
        var drift = LiveDrift.Of(content, entry, marks, applied);
        if (drift is { SameContent: true, Lost.Count: 0 } && entry.Mark(MarkNames.Owner) == cluster.Owner.Id)
        {
            if (applied is null || !ReferenceEquals(applied.Managers, entry.Managers) || applied.Digest != marks.Digest)
            {
                // Seen as it was applied: from here on it is known what we owned.
                cluster.Applied[key] = new Applied(entry.Uid, marks.Digest, entry.Managers, applied?.Digest == marks.Digest ? applied.Yielded : new HashSet<string>());
            }

            return new TargetState(true, true, Health.Current, "", "", live);
        }

        if (drift.OwnOther)
        {
            return new TargetState(true, false, Health.InProgress, "OtherContent", "another content of this edge is there", live) { Drifted = [] };
        }

        var fields = drift.Lost.Take(MostFields).Select(field => new DriftedField(field.Path, field.Manager)).ToList();
        if (!drift.SameContent)
        {
            fields.Add(new DriftedField($"metadata.annotations[\"{MarkNames.Digest}\"]", ""));
        }
        else if (entry.Mark(MarkNames.Owner) != cluster.Owner.Id)
        {
            fields.Add(new DriftedField($"metadata.labels[\"{MarkNames.Owner}\"]", ""));
        }

        return new TargetState(true, false, Health.InProgress, "Drifted", "it was changed in the cluster", live) { Drifted = fields };
    }
}
