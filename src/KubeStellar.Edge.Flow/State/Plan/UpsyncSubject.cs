using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;

namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>
/// What <c>place</c> and <c>choose</c> are asked about of a policy that selects nothing and only carries objects up: the policy's own wish, as an object
/// <c>Upsync.edge.kubestellar.io</c> with the policy's name. It is decided like any other, and no edge is ever given it: its manifests hold the rules, and no objects. Pure.
/// </summary>
internal static class UpsyncSubject
{
    internal const string Group = "edge.kubestellar.io";
    internal const string Kind = "Upsync";

    /// <summary>Whether a key is of such a subject.</summary>
    internal static bool Is(ObjectKey key) => key is { Group: Group, Kind: Kind };

    /// <summary>The key of a policy's subject.</summary>
    internal static ObjectKey KeyOf(string policy) => new(Group, Kind, "", policy);

    /// <summary>The subject of a policy; null when the policy selects objects, or carries none up, or is not loaded.</summary>
    internal static WorkloadEntry? Of(PolicyPlan policy)
    {
        if (policy is not { Record: not null, Shape: { Selects.Nothing: true, Upsync: { Count: > 0 } rules } })
        {
            return null;
        }

        var item = new JsonObject
        {
            ["apiVersion"] = Group + "/v1alpha1",
            ["kind"] = Kind,
            ["metadata"] = new JsonObject { ["name"] = policy.Key.Name },
            ["spec"] = new JsonObject { ["upsync"] = JsonSerializer.SerializeToNode(rules, ContractsJson.Default.IReadOnlyListUpsyncRule) },
        };
        var bytes = CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(item, ContractsJson.Default.JsonObject));
        var record = new WorkloadRecord { Workspace = policy.Key.Workspace, Key = KeyOf(policy.Key.Name), Generation = 1, Digest = Digest.Of(bytes) };
        return new WorkloadEntry(record, bytes);
    }
}
