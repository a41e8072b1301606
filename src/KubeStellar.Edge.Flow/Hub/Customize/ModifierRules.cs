using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Plan;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Customize;

/// <summary>Lays a policy's modifiers over each other for one object; pure but for the salt of marks.</summary>
internal static class ModifierRules
{
    /// <summary>The modifiers of an object.</summary>
    /// <param name="rules">What its policy declares.</param>
    /// <param name="key">The object.</param>
    /// <param name="workload">The object as its owner wrote it; copies of it go by its labels.</param>
    /// <param name="selects">Whether a selection lets an object through.</param>
    /// <param name="marks">Gives the share of the running hash.</param>
    public static ObjectModifiers Of(
        IReadOnlyList<ModifierRule> rules, ObjectKey key, ReadOnlyMemory<byte> workload, Func<PolicySelection, ObjectKey, JsonElement, bool> selects, Marks marks)
    {
        if (rules.Count == 0)
        {
            return ObjectModifiers.Usual;
        }

        var entry = new ManifestEntry(key, default);
        var given = new ApplyRules();
        JsonElement? parsed = null;
        foreach (var rule in rules.Where(rule => rule.For is not { } only || selects(only, key, parsed ??= CanonicalJson.Parse(workload.Span))))
        {
            entry = entry with { CreateOnly = rule.CreateOnly ?? entry.CreateOnly, Prune = rule.Prune ?? entry.Prune, Drift = rule.Drift ?? entry.Drift };
            given = Over(given, rule);
        }

        var apply = given == new ApplyRules() ? null : given;
        var digest = Digest.Of(JsonSerializer.SerializeToUtf8Bytes(entry with { Rules = apply }, ContractsJson.Default.ManifestEntry));
        return new ObjectModifiers(entry.CreateOnly, entry.Prune, entry.Drift, apply) { Mark = marks.Of("modifiers " + key, digest) };
    }

    private static ApplyRules Over(ApplyRules below, ModifierRule rule) => below with
    {
        Adopt = rule.Adopt ?? below.Adopt,
        Force = rule.Force ?? below.Force,
        Replace = rule.Replace ?? below.Replace,
        Recreate = rule.Recreate ?? below.Recreate,
        Propagation = rule.Propagation ?? below.Propagation,
        Status = rule.Status ?? below.Status,
        StatusPaths = rule.Status is null ? below.StatusPaths : rule.StatusPaths.Count > 0 ? rule.StatusPaths : null,
        DriftAt = rule.DriftAt.Count == 0 ? below.DriftAt
            : [.. (below.DriftAt ?? []).Where(old => rule.DriftAt.All(now => now.Path != old.Path)).Concat(rule.DriftAt).OrderBy(at => at.Path, StringComparer.Ordinal)],
    };
}
