using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>What keeps rollouts from being complete, for <c>kse wait --for=rollout=complete</c>.</summary>
internal static class RolloutLook
{
    /// <summary>One line for each policy whose rollout is on its way; none when all are complete.</summary>
    /// <param name="hub">The hub, which has settled.</param>
    /// <param name="name">The policy; empty for all.</param>
    /// <param name="token">Cancels the wait.</param>
    /// <exception cref="CliException">One was rolled back or aborted: it will not be complete by itself.</exception>
    internal static async Task<IReadOnlyList<string>> MissingAsync(HubSession hub, string name, CancellationToken token)
    {
        var policies = await hub.ListAllAsync(new GetQuery { Resource = ResourceTypes.Policies.Plural, Name = name }, token);
        var rollouts = (await hub.ListAllAsync(new GetQuery { Resource = ResourceTypes.Rollouts.Plural, Name = name }, token))
            .Select(Read).ToDictionary(one => one.Policy.Name, StringComparer.Ordinal);
        if (policies.Count == 0)
        {
            return [name.Length > 0 ? $"there is no policy {name}" : "there are no policies"];
        }

        var judged = policies.Select(item => new JsonView(item)).Select(policy => (Policy: policy.Text("name"), Judge: RolloutJudge.Of(policy, rollouts.GetValueOrDefault(policy.Text("name"))))).ToList();
        if (judged.Where(one => one.Judge.Failed).ToList() is { Count: > 0 } failed)
        {
            throw Failed(failed[0].Policy, failed[0].Judge, [.. failed.Skip(1).Select(one => one.Judge.Text)]);
        }

        return [.. judged.Where(one => !one.Judge.Done).Select(one => one.Judge.Text)];
    }

    internal static CliException Failed(string policy, RolloutJudge judge, IReadOnlyList<string> more) =>
        new(judge.Text, [.. more, $"see 'kse rollout status {policy}'; kse rollout retry {policy} tries it again"], CliExit.Difference);

    internal static RolloutRecord Read(JsonElement item)
    {
        try
        {
            return item.Deserialize(HubJson.Type<RolloutRecord>()) ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new CliException("the hub's answer is not understood", [error.Message, "its version may differ from this program's: see 'kse version'"], inner: error);
        }
    }
}
