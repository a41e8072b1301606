using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Daemon.Cli.Policy.Coverage;
using KubeStellar.Edge.Daemon.Cli.Policy.Trials;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Specs;

/// <summary>Runs specs with the engine that runs in production, one spec after another on one engine.</summary>
/// <param name="runtime">The engine.</param>
/// <param name="time">For how long cases take.</param>
/// <param name="update">Write snapshots anew.</param>
/// <param name="coverage">Counts what ran; null: nobody asks.</param>
internal sealed class SpecRunner(IPolicyRuntime runtime, TimeProvider time, bool update = false, CoverageCollector? coverage = null)
{
    private int _slots;

    /// <summary>The cases of a spec file, in its order; a spec that cannot be run is one failed case.</summary>
    internal async Task<IReadOnlyList<CaseResult>> RunAsync(string file, Func<string, bool> wanted, CancellationToken token)
    {
        var start = time.GetTimestamp();
        try
        {
            return await RunAsync(SpecReader.Read(file), wanted, token);
        }
        catch (CliException error)
        {
            return [new CaseResult(file, "can be run", [new Failure(error.Message, []), .. error.Details.Select(detail => new Failure(detail, []))], time.GetElapsedTime(start))];
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The other specs are run all the same.
            return [new CaseResult(file, "can be run", [new Failure($"this should not have happened: {error}", [])], time.GetElapsedTime(start))];
        }
    }

    private async Task<IReadOnlyList<CaseResult>> RunAsync(Spec spec, Func<string, bool> wanted, CancellationToken token)
    {
        var policy = await LoadAsync(spec, token);
        await Fleet.UseAsync(runtime, spec.Edges, _slots, token);
        _slots = Math.Max(_slots, spec.Edges.Count);
        var results = new List<CaseResult>();
        var snapshots = new Snapshots(spec.File, update);
        var trial = new Trial(runtime, policy.Digest, policy.Shape, spec.Edges);
        var cases = spec.Cases.Select(one => (one.It, Run: (Func<Task<(List<Failure>, bool)>>)(() => CaseAsync(trial, one, snapshots, token))))
            .Concat(spec.Health.Select(one => (one.It, Run: (Func<Task<(List<Failure>, bool)>>)(() => HealthAsync(policy, one, token)))))
            .Concat(new WaveCases(runtime, policy, spec.Edges).All(spec.Waves, token))
            .Concat(new GateCases(runtime, policy).All(spec.Gate, token))
            .Concat(spec.Status is { } status ? new StatusCases(runtime, policy, spec.Edges, status, snapshots).All(token) : []);
        foreach (var (it, run) in cases.Where(one => wanted(one.It)))
        {
            var start = time.GetTimestamp();
            var (failures, updated) = await run();
            results.Add(new CaseResult(spec.File, it, failures, time.GetElapsedTime(start)) { Updated = updated });
            if (coverage is not null)
            {
                await coverage.ReadAsync(runtime, policy.Digest, token);
            }
        }

        if (results.Count == spec.Cases.Count + spec.Health.Count + spec.Waves.Count + spec.Gate.Count + (spec.Status is null ? 0 : StatusCases.Count))
        {
            snapshots.Save();
        }

        await runtime.ForgetAsync(policy.Digest, token);
        return results;
    }

    private async Task<LoadedPolicy> LoadAsync(Spec spec, CancellationToken token)
    {
        var faults = new Faults();
        var module = new PolicyBundler(faults, offline: true, spec.Libraries).Read(spec.Policy);
        faults.Check("nothing was run");
        module = module! with { Bundle = module.Bundle with { Parameters = spec.Parameters } };
        var loaded = await LoadedPolicy.LoadAsync(runtime, module, token);
        if (coverage is null)
        {
            return loaded;
        }

        await runtime.ForgetAsync(loaded.Digest, token);
        var counted = await coverage.InstrumentAsync(runtime, module, token);
        var other = LoadedPolicy.DigestOf(counted);
        var again = await runtime.LoadAsync(other, counted, token);
        return again.Ok ? loaded with { Digest = other } : throw new CliException($"the policy cannot be loaded with counters: {again.Fault.Message}", [again.Fault.Location]);
    }

    private static async Task<(List<Failure>, bool)> CaseAsync(Trial trial, SpecCase one, Snapshots snapshots, CancellationToken token)
    {
        var outcome = await trial.DecideAsync(one.Workload, one.Absent, one.Current, token);
        if (one.Expected.Count > 0)
        {
            return (Expectation.Check(one.Expected, outcome), false);
        }

        var failures = new List<Failure>();
        var updated = snapshots.Check(one.It, Snapshots.Of(outcome), failures);
        return (failures, updated);
    }

    private async Task<(List<Failure>, bool)> HealthAsync(LoadedPolicy policy, SpecHealth one, CancellationToken token)
    {
        if (policy.Shape.HealthKinds.Count == 0)
        {
            return ([new Failure("the policy says nothing of health", [])], false);
        }

        var answer = await runtime.HealthAsync(policy.Digest, [one.Live], token);
        if (!answer.Ok)
        {
            return ([new Failure($"health: {answer.Fault.Reason}: {answer.Fault.Message}", [])], false);
        }

        var verdict = answer.Value[0];
        return (Expectation.Verdict(one.Expected, ("health", verdict.Health.ToString()), ("reason", verdict.Reason), ("message", verdict.Message)), false);
    }
}
