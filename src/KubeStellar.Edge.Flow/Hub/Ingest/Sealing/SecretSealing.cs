using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Regions;
using KubeStellar.Edge.Flow.State.Secrets;

namespace KubeStellar.Edge.Flow.Hub.Ingest.Sealing;

/// <summary>Seals what comes in by what the workspace's policies and the object itself say is secret. Idempotent: what is sealed stays as it is.</summary>
internal sealed class SecretSealing(ObjectSealer sealer, IHubInventory inventory)
{
    /// <summary>
    /// A request with its secrets sealed, and with the objects that are there already and of which its policies make something a secret. Done before anything looks at the objects, and once more right before they are
    /// written, because a policy or the object may have been applied in between.
    /// </summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="request">What passed the other checks.</param>
    /// <param name="faults">Gets what cannot be sealed.</param>
    public CheckedRequest Seal(string workspace, CheckedRequest request, List<ApiFault> faults)
    {
        var rules = Rules(workspace, request.Policies.ToDictionary(policy => policy.Key, policy => policy.Seals));
        var objects = new List<CheckedObject>(request.Objects.Count);
        foreach (var item in request.Objects)
        {
            if (Sealed(workspace, item, rules, faults) is { } good)
            {
                objects.Add(good);
            }
        }

        var coming = objects.Select(item => item.Key).ToHashSet();
        return request with { Objects = objects, Resealed = Resealed(workspace, [.. request.Policies.SelectMany(policy => policy.Seals ?? [])], rules, coming, faults) };
    }

    /// <summary>What is secret in a workspace by its policies.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="coming">What policies that are about to be written declare.</param>
    public IReadOnlyList<SealRule> Rules(string workspace, IReadOnlyDictionary<PolicyKey, IReadOnlyList<SealRule>?> coming) =>
    [
        .. inventory.Policies.Where(policy => policy.Workspace == workspace && policy.Seals is not null && !coming.ContainsKey(new PolicyKey(workspace, policy.Name))).SelectMany(policy => policy.Seals!),
        .. coming.Values.SelectMany(seals => seals ?? []),
    ];

    /// <summary>Objects that are there and have something in them that new rules make a secret.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="news">The new rules.</param>
    /// <param name="rules">All rules.</param>
    /// <param name="coming">Objects that are about to be written anyway.</param>
    /// <param name="faults">Gets what cannot be sealed.</param>
    public IReadOnlyList<CheckedObject> Resealed(string workspace, IReadOnlyList<SealRule> news, IReadOnlyList<SealRule> rules, IReadOnlySet<ObjectKey> coming, List<ApiFault> faults)
    {
        if (news.Count == 0)
        {
            return [];
        }

        var changed = new List<CheckedObject>();
        foreach (var record in inventory.Workloads.Where(record => record.Workspace == workspace && !coming.Contains(record.Key) && news.Any(rule => rule.IsFor(record.Key))))
        {
            var stored = inventory.Find(workspace, record.Key)!.Canonical.ToArray();
            if (Sealed(workspace, new CheckedObject($"{record.Key} as it is stored", record.Key, stored, record.Digest), rules, faults) is { } good && good.Digest != record.Digest)
            {
                changed.Add(good);
            }
        }

        return changed;
    }

    /// <summary>A parent's object as this hub keeps it: opened, and sealed under this hub's own key.</summary>
    /// <param name="workspace">Its workspace.</param>
    /// <param name="one">The object.</param>
    /// <param name="rules">What is secret here besides what is at the parent.</param>
    /// <exception cref="JsonRefusedException">It cannot be sealed.</exception>
    /// <exception cref="SealBrokenException">Values are missing.</exception>
    public byte[] Own(string workspace, ParentObject one, IReadOnlyList<SealRule> rules)
    {
        var before = inventory.Find(workspace, one.Key)?.Canonical ?? default;
        var origin = new SealOrigin(workspace, one.Key);
        return one.Values is { } values
            ? sealer.Seal(origin, SealedValues.Fill(one.Canonical.Span, values.Span), before, rules, [.. SealedPlaces.In(one.Canonical.Span).Select(place => place.Steps)])
            : sealer.Seal(origin, one.Canonical.ToArray(), before, rules);
    }

    private CheckedObject? Sealed(string workspace, CheckedObject item, IReadOnlyList<SealRule> rules, List<ApiFault> faults)
    {
        try
        {
            var before = inventory.Find(workspace, item.Key)?.Canonical ?? default;
            var canonical = sealer.Seal(new SealOrigin(workspace, item.Key), item.Canonical, before, rules);
            return ReferenceEquals(canonical, item.Canonical) ? item : item with { Canonical = canonical, Digest = Digest.Of(canonical) };
        }
        catch (JsonRefusedException refused)
        {
            faults.Add(new ApiFault(item.Source, refused.Path, refused.Reason));
            return null;
        }
    }
}
