using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Daemon.Cli.Rollouts;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary>A condition of <c>kse wait</c>, and what keeps it from being met.</summary>
internal sealed class WaitCheck
{
    private const string RolledOut = "rolled out";
    private static readonly string[] Conditions = ["settled", "converged", "ready", "reachable", "held"];
    private readonly string _type;
    private readonly string _name;
    private readonly string _selector;
    private readonly int? _count;
    private ConditionCheck? _asked;

    private WaitCheck(string condition, int? count, string type, string name, string selector) =>
        (Condition, _count, _type, _name, _selector) = (condition, count, type, name, selector);

    internal string Condition { get; }

    /// <summary>What is wrong although the condition is met, as last seen.</summary>
    internal IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>The policy that is waited for; empty for all.</summary>
    internal string Policy => _type == "policy" ? _name : "";

    internal string Subject => _name.Length > 0 ? $"{_type}/{_name}" : "the fleet";

    internal static WaitCheck Parse(string text, string type, string name, string selector)
    {
        if (text is "rollout=complete" or "rollout")
        {
            return Rollout(text, type, name, selector);
        }

        if (ConditionCheck.Parse(text) is { } asked)
        {
            return ResourceTypes.Policies.IsCalled(type) && name.Length > 0 && selector.Length == 0
                ? new WaitCheck(asked.ToString(), null, "policy", name, "") { _asked = asked }
                : throw new CliException("conditions are of policies: kse wait --for=condition=Ready policy/NAME");
        }

        var (condition, number) = text.Split('=', 2) is [var before, var after] ? (before, after) : (text, null);
        if (!Conditions.Contains(condition) || (number is not null && condition != "reachable"))
        {
            throw new CliException($"'{text}' is no condition", ["conditions: settled, converged, ready, reachable, reachable=N, held, rollout=complete, condition=TYPE[=STATUS]"]);
        }

        var count = 0;
        if (number is not null && (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out count) || type.Length > 0))
        {
            throw new CliException($"'{text}' counts edges: N is a whole number, and no edge or policy is named beside it");
        }

        var resource = type.Length == 0 ? null : ResourceTypes.Get(type);
        if (resource is not null && (resource.Plural is not ("policies" or "edges") || name.Length == 0))
        {
            throw new CliException("wait for 'policy NAME', for 'edge NAME', or for the whole workspace");
        }

        if (resource?.Plural == "edges" ? condition == "held" : resource is not null && condition == "reachable")
        {
            throw new CliException($"{(resource.Plural == "edges" ? "an edge" : "a policy")} is never '{condition}'");
        }

        return new WaitCheck(condition, number is null ? null : count, resource?.Singular ?? "", name, selector);
    }

    // A rollout is a policy's: its name alone is enough.
    private static WaitCheck Rollout(string text, string type, string name, string selector)
    {
        var policy = name.Length == 0 && type.Length > 0 && ResourceTypes.Find(type) is null ? type : name;
        if (text != "rollout=complete" || selector.Length > 0 || (type.Length > 0 && type != policy && !(ResourceTypes.Policies.IsCalled(type) && policy.Length > 0)))
        {
            throw new CliException("wait for --for=rollout=complete of 'POLICY', or of the whole workspace");
        }

        return new WaitCheck(RolledOut, null, policy.Length > 0 ? "policy" : "", policy, selector);
    }

    /// <summary>What is missing, one line each; none when the condition is met.</summary>
    internal async Task<IReadOnlyList<string>> LookAsync(HubSession hub, CancellationToken token)
    {
        if (Condition == "reachable")
        {
            return await ReachableAsync(hub, token);
        }

        if (Condition == "held")
        {
            return await HeldAsync(hub, token);
        }

        // Until everything is decided and published, counts speak of an older state.
        var info = await hub.InfoAsync(token);
        List<string> missing = [];
        if (info.Held.Length > 0)
        {
            missing.Add($"the hub holds: {info.Held}");
        }

        if (!info.Settled)
        {
            missing.Add("the hub has not decided and published every change yet");
        }

        if (_asked is { } asked)
        {
            missing.AddRange(asked.Missing(await hub.ListAllAsync(new GetQuery { Resource = "policies", Name = _name }, token), _name));
            return missing;
        }

        // An older rollout may have failed that a newer change replaces.
        if (Condition == RolledOut)
        {
            return missing.Count > 0 ? missing : await RolloutLook.MissingAsync(hub, _name, token);
        }

        if (Condition != "settled")
        {
            missing.AddRange(_type == "edge" ? await EdgeAsync(hub, token) : await PoliciesAsync(hub, token));
        }

        return missing;
    }

    private async Task<IReadOnlyList<string>> ReachableAsync(HubSession hub, CancellationToken token)
    {
        var edges = await hub.ListAllAsync(new GetQuery { Resource = "edges", Name = _name, Selector = _selector }, token);
        var away = edges.Where(edge => !IsReachable(edge)).Select(edge => $"edge {new JsonView(edge).Text("id")} is not in reach").ToList();
        var reachable = edges.Count - away.Count;
        if (_count is { } wanted)
        {
            return reachable >= wanted ? [] : [$"{reachable} of {wanted} edges are in reach", .. away];
        }

        return edges.Count == 0 ? [_name.Length > 0 ? $"there is no edge {_name}" : "there are no edges"] : away;
    }

    private async Task<IReadOnlyList<string>> HeldAsync(HubSession hub, CancellationToken token)
    {
        var policies = await hub.ListAllAsync(new GetQuery { Resource = "policies", Name = _name }, token);
        return policies.Any(policy => new JsonView(policy).Text("state.phase", "phase") == "Held")
            ? []
            : [_name.Length > 0 ? $"policy {_name} is not held" : "no policy is held"];
    }

    private async Task<List<string>> PoliciesAsync(HubSession hub, CancellationToken token)
    {
        var policies = await hub.ListAllAsync(new GetQuery { Resource = "policies", Name = _name }, token);
        var summaries = (await hub.ListAllAsync(new GetQuery { Resource = "summary", Name = _name }, token))
            .Select(item => new JsonView(item)).ToDictionary(ResourceTypes.PolicyName, StringComparer.Ordinal);
        var (missing, notes) = (new List<string>(), new List<string>());
        Notes = notes;
        if (policies.Count == 0)
        {
            missing.Add(_name.Length > 0 ? $"there is no policy {_name}" : "there are no policies");
        }

        foreach (var policy in policies.Select(item => new JsonView(item)))
        {
            var (name, phase) = (policy.Text("name"), policy.Text("state.phase", "phase"));
            if (phase != "Ready")
            {
                missing.Add($"policy {name} is {phase}: {policy.Text("state.reason")} {policy.TextOrEmpty("state.location")} {policy.TextOrEmpty("state.message")}".TrimEnd());
            }
            else if (Condition == "ready" && Broken(policy) is { } broken)
            {
                missing.Add(broken);
            }
            else if (!summaries.TryGetValue(name, out var summary))
            {
                missing.Add($"policy {name} has no summary yet");
            }
            else
            {
                missing.AddRange(Behind(name, summary));
                notes.AddRange(Broken(policy) is { } note ? [note] : []);
            }
        }

        return missing;
    }

    // Its objects may all be ready; what the policy says of them is not.
    private static string? Broken(JsonView policy) => policy.Text("state.reason") == ResourceTypes.ReductionFailed
        ? $"policy {policy.Text("name")} cannot be reduced: {ResourceTypes.ReductionFailed}: {policy.TextOrEmpty("state.message")}"
        : null;

    private IEnumerable<string> Behind(string name, JsonView summary)
    {
        var desired = summary.Number("totals.desired") ?? 0;
        foreach (var stage in Condition == "ready" ? new[] { "received", "applied", "ready" } : ["received", "applied"])
        {
            var have = summary.Number($"totals.{stage}") ?? 0;
            if (have < desired)
            {
                var away = summary.Number("totals.unreachable") ?? 0;
                var failed = summary.Number("totals.failed") ?? 0;
                yield return $"policy {name}: {have} of {desired} edges have {stage}"
                    + (away > 0 ? $", {away} not in reach" : "") + (failed > 0 ? $", {failed} failed" : "");
                yield break;
            }
        }
    }

    private async Task<List<string>> EdgeAsync(HubSession hub, CancellationToken token)
    {
        var edges = await hub.ListAllAsync(new GetQuery { Resource = "edges", Name = _name }, token);
        if (edges.Count == 0)
        {
            return [$"there is no edge {_name}"];
        }

        var missing = new List<string>();
        if (!IsReachable(edges[0]))
        {
            missing.Add($"edge {_name} is not in reach");
        }

        if (new JsonView(edges[0]).Flag("presence.current") == false)
        {
            missing.Add($"edge {_name} does not follow its newest root yet");
        }

        string[] good = Condition == "ready" ? ["Ready"] : ["Ready", "Applied"];
        missing.AddRange((await hub.ListAllAsync(new GetQuery { Resource = "placements", Edge = _name }, token))
            .Select(item => new JsonView(item))
            .Where(placement => !good.Contains(placement.Text("state"), StringComparer.OrdinalIgnoreCase))
            .Select(placement => $"{ObjectText.Show(placement.Text("object"))} of policy {ResourceTypes.PolicyName(placement)} is {placement.Text("state")}: {placement.Text("reason")} {placement.TextOrEmpty("message")}".TrimEnd()));
        return missing;
    }

    private static bool IsReachable(JsonElement edge) => new JsonView(edge).Text("presence.state", "status") is "Ready";
}
