using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Hub.Ingest.Sealing;
using KubeStellar.Edge.Flow.State.Modules;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Checks the policies of a request: completed with the workspace's libraries, each must load with its values.</summary>
internal sealed class PolicyCheck(LoadedBundles bundles, SourceCheck source)
{
    internal async Task<IReadOnlyList<CheckedPolicy>> CheckAsync(
        string workspace, IReadOnlyList<ApplyPolicy> policies, LibraryScope scope, List<ApiFault> faults, CancellationToken token)
    {
        var good = new List<CheckedPolicy>(policies.Count);
        foreach (var policy in policies)
        {
            if (await CheckAsync(workspace, policy, good, scope, faults, token) is { } one)
            {
                good.Add(one);
            }
        }

        return good;
    }

    private async Task<CheckedPolicy?> CheckAsync(
        string workspace, ApplyPolicy policy, List<CheckedPolicy> before, LibraryScope scope, List<ApiFault> faults, CancellationToken token)
    {
        if (Names.ExplainDnsLabel(policy.Name) is { } wrong)
        {
            faults.Add(new ApiFault(policy.Source, "name", $"the policy's name {wrong}"));
            return null;
        }

        if (before.Any(other => other.Key.Name == policy.Name))
        {
            faults.Add(new ApiFault(policy.Source, "name", $"the policy {policy.Name} is in this request already"));
            return null;
        }

        var found = faults.Count;
        faults.AddRange(BundleCheck.Faults(policy.Source, policy.Bundle));
        if (faults.Count > found)
        {
            return null;
        }

        var linked = LibraryLinker.Link(policy.Bundle, scope);
        faults.AddRange(linked.Faults.Select(fault => new ApiFault(BundleCheck.PlaceOf(policy.Source, policy.Bundle, fault), "", fault.Message)));
        faults.AddRange(BundleCheck.Size(policy.Source, linked.Bundle));
        if (faults.Count > found)
        {
            return null;
        }

        var digest = BundleCheck.DigestOf(linked.Bundle);
        faults.AddRange(await source.FaultsAsync(digest, policy with { Bundle = linked.Bundle }, token));
        if (faults.Count > found)
        {
            return null;
        }

        var shape = await bundles.LoadAsync(digest, linked.Bundle, token);
        if (!shape.Ok)
        {
            faults.Add(SourceCheck.OfEngine(shape.Fault, policy));
            return null;
        }

        faults.AddRange(UnknownParameters(policy, shape.Value.Parameters));
        faults.AddRange(RolloutFaults(policy, shape.Value));
        faults.AddRange(SiteFaults(policy, shape.Value));
        faults.AddRange(SecretFields.Explain(shape.Value.Seals).Select(wrong => new ApiFault(policy.Source, "seals", wrong)));
        if (faults.Count == found)
        {
            return new CheckedPolicy(policy.Source, new PolicyKey(workspace, policy.Name), linked.Bundle, digest) { Seals = shape.Value.Seals is { Count: > 0 } seals ? seals : null };
        }

        await bundles.ForgetAsync(digest, token);
        return null;
    }

    /// <summary>What is wrong with a rollout that only this machine can know, and circles of rollouts are for the relations' check.</summary>
    private static IEnumerable<ApiFault> RolloutFaults(ApplyPolicy policy, PolicyShape shape)
    {
        if (shape.Rollout is not { } declared)
        {
            return [];
        }

        try
        {
            var rule = RolloutRule.Read(declared);
            return rule.Windows.Concat(rule.Waves.SelectMany(wave => wave.Windows)).Select(window => window.Zone).Distinct(StringComparer.Ordinal)
                .Select(WindowClock.Explain).OfType<string>().Select(why => new ApiFault(policy.Source, "rollout.windows", why));
        }
        catch (FormatException error)
        {
            return [new ApiFault(policy.Source, "rollout", error.Message)];
        }
    }

    private static IEnumerable<ApiFault> SiteFaults(ApplyPolicy policy, PolicyShape shape) =>
        (shape.Site?.Windows ?? []).Select(window => window.Zone).Distinct(StringComparer.Ordinal).Select(WindowClock.Explain).OfType<string>()
            .Select(why => new ApiFault(policy.Source, "site.windows", why));

    private static IEnumerable<ApiFault> UnknownParameters(ApplyPolicy policy, JsonElement? schema)
    {
        IReadOnlyList<string> declared = schema is { ValueKind: JsonValueKind.Object } members ? [.. members.EnumerateObject().Select(member => member.Name)] : [];
        foreach (var name in (policy.Bundle.Parameters?.Keys ?? Enumerable.Empty<string>()).Where(name => !declared.Contains(name)))
        {
            yield return new ApiFault(
                policy.Source, $"parameters.{name}", $"BadParameter: the policy declares no parameter '{name}'{(declared.Count == 0 ? "; it declares none at all" : NearestName.Hint(name, declared))}");
        }
    }
}
