using System.CommandLine;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Daemon.Cli.Policy.Bench;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary><c>kse policy bench FILE…</c>: how long each function takes over a large fleet.</summary>
internal static class BenchCommand
{
    private const int MostEdges = 1_000_000;

    internal static Command Build(CliServices services)
    {
        var command = new Command("bench", "Measure how long each function of a policy takes over a large fleet, by the engine that runs it in production.");
        var files = new Argument<string[]>("FILE") { Description = "policies (.js, .ts), YAML of a PolicyInstance, or folders with them", Arity = ArgumentArity.OneOrMore };
        var count = new Option<int>("--edges") { Description = "edges of the fleet, made of those of the specs beside the policy, or of --edge (0: these as they are)", HelpName = "N", DefaultValueFactory = _ => 10_000 };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > MostEdges)
            {
                result.AddError($"--edges: a number from 0 to {MostEdges} is expected");
            }
        });
        var edges = new Option<string[]>("--edge") { Description = "JSON of an edge { id, labels, properties, taints }, or of a list of them", HelpName = "FILE" };
        var objects = new Option<string[]>("--object") { Description = "YAML or JSON of objects (default: those of the specs beside the policy)", HelpName = "FILE" };
        var rounds = new Option<int>("--rounds") { Description = "rounds; the median counts", HelpName = "N", DefaultValueFactory = _ => 11 };
        rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 10_000)
            {
                result.AddError("--rounds: a number from 1 to 10000 is expected");
            }
        });
        var output = new Option<string>("--output", "-o") { Description = "form of the answer: text or json", HelpName = "FORM", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        command.Add(files);
        foreach (var option in new Option[] { count, edges, objects, rounds, output })
        {
            command.Add(option);
        }

        var values = new ValueOptions(command);
        command.SetAction(async (parsed, token) =>
        {
            var policies = new InputReader(services).Read(new InputQuestion(parsed.GetValue(files)!) { Values = values.Read(parsed), Offline = true }).Policies;
            if (policies.Count == 0)
            {
                throw new CliException("there is no policy in what was given", ["give modules (.js, .mjs, .ts, .mts), or YAML with a PolicyInstance"]);
            }

            List<EdgeRecord> models = [.. (parsed.GetValue(edges) ?? []).SelectMany(ToolFiles.Edges)];
            List<byte[]> workloads = [.. ToolFiles.Objects(services, parsed.GetValue(objects) ?? [])];
            var runs = new List<BenchRun>();
            foreach (var policy in policies)
            {
                var run = await MeasureAsync(services, policy, BenchInput.Find(policy, models, workloads), parsed.GetValue(count), parsed.GetValue(rounds), token);
                runs.Add(run);
                if (parsed.GetValue(output) == "text")
                {
                    BenchText.Write(services, run);
                    services.Out.Flush();
                }
            }

            if (parsed.GetValue(output) == "json")
            {
                services.Out.WriteLine(JsonText.Write(BenchText.Json(runs)));
                services.Out.Flush();
            }

            return CliExit.Ok;
        });
        return command;
    }

    private static async Task<BenchRun> MeasureAsync(CliServices services, InputPolicy policy, BenchInput input, int count, int rounds, CancellationToken token)
    {
        var module = policy.Module with { Bundle = policy.Bundle with { Parameters = policy.Bundle.Parameters ?? input.Parameters } };
        var fleet = count == 0 ? input.Models : BenchFleet.Of(input.Models, count);

        // A host of its own for each policy, so that its memory is this policy's.
        await using var engine = PolicyEngine.Open(services);
        var loaded = await LoadedPolicy.LoadAsync(engine.Runtime, module, token);
        var floor = await LoadedPolicy.LoadAsync(engine.Runtime, BenchFloor.Module, token);
        var (objects, lines) = await new PolicyBenchmark(engine.Runtime, services.Time, rounds, loaded, floor, fleet).RunAsync(input, token);
        return new BenchRun(policy.Source, fleet.Count, count == 0 ? 0 : input.Models.Count, objects, engine.Host.ResidentMiB, lines);
    }
}
