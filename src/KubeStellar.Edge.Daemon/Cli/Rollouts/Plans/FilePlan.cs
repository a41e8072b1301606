using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Daemon.Cli.Policy;
using KubeStellar.Edge.Daemon.Cli.Policy.Specs;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.State.Rollouts;
using KubeStellar.Edge.Flow.State.Rollouts.Simulation;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts.Plans;

/// <summary>The rollout of a policy that no hub has yet: its waves over a fleet, and how they would go.</summary>
internal sealed class FilePlan(CliServices services, PlanQuestion asked)
{
    /// <param name="connect">Connects with the hub, where its edges are the fleet.</param>
    /// <param name="format">Form of the answer.</param>
    /// <param name="token">Cancels.</param>
    /// <exception cref="CliException">It cannot be planned.</exception>
    internal async Task<int> RunAsync(Func<Task<HubSession>> connect, OutputFormat format, CancellationToken token)
    {
        var read = Policy.PolicyArgument.Only(services, asked.File, asked.Name, asked.Values);
        var fleet = asked.Edges is { } file ? PlanFleet.Read(file) : await FetchAsync(connect, token);
        await using var engine = PolicyEngine.Open(services);
        var policy = await LoadedPolicy.LoadAsync(engine.Runtime, read.Module, token);
        var rule = policy.Shape.Rollout is { } shape ? RolloutRule.Read(shape) : throw new CliException($"policy {read.Name} has no rollout: all its edges change at once");
        await Fleet.UseAsync(engine.Runtime, fleet, 0, token);
        int? size = null;
        if (asked.Object is { } manifest)
        {
            var workload = ToolFiles.Objects(services, [manifest]).ToList() is [var only] ? only : throw new CliException($"{manifest}: one object is wanted");
            size = workload.Length;
            var placed = await PlacedAsync(engine.Runtime, policy, fleet, workload, token);
            await Fleet.UseAsync(engine.Runtime, placed, fleet.Count, token);
            fleet = placed;
        }

        var waves = fleet.Count == 0 ? throw new CliException($"policy {read.Name} has no edges to move")
            : await engine.Runtime.WavesAsync(policy.Digest, WaveCases.Members(fleet, new HashSet<string>()), token);
        if (!waves.Ok)
        {
            throw LoadedPolicy.Failed("there are no waves: ", waves.Fault, read.Module);
        }

        if (asked.Simulate is not { } how)
        {
            var plan = waves.Value.Select(wave => new PlannedWave(wave.Name, wave.Rule, [.. wave.Edges.Members().Select(slot => fleet[slot].Id)], 0));
            PlanCommand.Write(services, read.Name, new RolloutResult { Policy = read.Name, Plan = [.. plan] }, format);
            return CliExit.Ok;
        }

        size = how.Bytes ?? size;
        var limits = SimulationLimits.Of(rule, policy.Shape.Reduces, fleet, size);
        // What is inside of a region nobody knows here: it is one edge.
        fleet = [.. fleet.Select(edge => edge with { Region = null })];
        var result = await SimulateAsync(read.Name, rule, new PlannedPolicy(engine.Runtime, policy, rule, fleet, waves.Value, how.Inputs, token), fleet, how, size);
        new SimulationText(services, read.Name, how, fleet.Count, asked.Object is not null, limits).Write(result, format);
        return result.Progress.Phase == RolloutPhase.Complete ? CliExit.Ok : CliExit.Difference;
    }

    private static async Task<IReadOnlyList<EdgeRecord>> FetchAsync(Func<Task<HubSession>> connect, CancellationToken token)
    {
        await using var session = await connect();
        return await PlanFleet.FetchAsync(session, token);
    }

    private static async Task<IReadOnlyList<EdgeRecord>> PlacedAsync(IPolicyRuntime runtime, LoadedPolicy policy, IReadOnlyList<EdgeRecord> fleet, byte[] workload, CancellationToken token)
    {
        var none = new HashSet<string>();
        var outcome = await new Trial(runtime, policy.Digest, policy.Shape, fleet).DecideAsync(workload, none, none, token);
        if (outcome.NotSelected is { } why)
        {
            throw new CliException($"the policy does not select the object: {why}");
        }

        var placed = outcome.Fault is { } fault ? throw LoadedPolicy.Failed("", fault, policy.Module) : outcome.Placed.ToHashSet(StringComparer.Ordinal);
        return [.. fleet.Where(edge => placed.Contains(edge.Id))];
    }

    private static Task<SimulationResult> SimulateAsync(string name, RolloutRule rule, PlannedPolicy policy, IReadOnlyList<EdgeRecord> fleet, SimulationQuestion how, int? size)
    {
        if (how.Inputs.Keys.Except(rule.Inputs.Select(input => input.Name)).FirstOrDefault() is { } unknown)
        {
            throw new CliException($"the policy declares no input '{unknown}'", rule.Inputs.Count > 0 ? [$"there are: {string.Join(", ", rule.Inputs.Select(input => input.Name))}"] : []);
        }

        var approver = how.Approve ? new Approver(rule) : null;
        return RolloutSimulator.RunAsync(new SimulationOptions
        {
            Name = name,
            Size = size ?? SimulatedReport.Size,
            Rule = rule,
            Policy = policy,
            Edges = fleet,
            Habits = new EdgeHabits { Fails = how.Fail, Silent = how.Silent },
            Seed = how.Seed,
            Limit = how.Until,
            Patience = int.MaxValue,
            AsksSeldom = true,
            Watch = approver is null ? null : (world, _, step, _) => approver.Look(world, step.Progress),
        });
    }
}
