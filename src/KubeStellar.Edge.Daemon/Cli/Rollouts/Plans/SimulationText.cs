using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli.Output;
using KubeStellar.Edge.Flow.State.Rollouts.Simulation;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts.Plans;

/// <summary>What came of a simulated rollout: its waves, and its end.</summary>
/// <param name="services">Where it is written.</param>
/// <param name="name">The policy.</param>
/// <param name="how">What was simulated.</param>
/// <param name="edges">How many edges took part.</param>
/// <param name="placed">Whether these are the edges where the policy placed an object, or all.</param>
/// <param name="limits">What was not simulated, a sentence each.</param>
internal sealed class SimulationText(CliServices services, string name, SimulationQuestion how, int edges, bool placed, IReadOnlyList<string> limits)
{
    internal void Write(SimulationResult result, OutputFormat format)
    {
        switch (format)
        {
            case OutputFormat.Json:
                services.Out.Write(JsonText.Write(Document(result)) + "\n");
                break;
            case OutputFormat.Yaml:
                services.Out.Write(YamlText.Write(Document(result)));
                break;
            case OutputFormat.Name:
                services.Out.WriteLine($"policy/{name}");
                break;
            default:
                Table(result);
                break;
        }

        services.Out.Flush();
    }

    private void Table(SimulationResult result)
    {
        var progress = result.Progress;
        new TableText(["WAVE", "NAME", "PHASE", "OPENED", "ENDED", "MEMBERS", "READY", "FAILED", "UNREACHABLE", "VERDICT"], [2]).Write(
            services,
            [.. progress.Waves.Select((wave, at) => (string[])
                [
                    Number(at + 1), wave.Name, wave.Phase.ToString(), After(progress, wave.OpenedAt), After(progress, wave.EndedAt), Number(Totals(result, at).Members),
                    Number(Totals(result, at).Ready), Number(Totals(result, at).Failed), Number(Totals(result, at).Unreachable), WaveText.Verdict(wave),
                ])],
            headers: true);
        services.Out.WriteLine();
        services.Out.WriteLine($"Simulated: {edges} edges ({(placed ? "where the object is placed" : "all count as placed")}), seed {how.Seed}, in virtual time from {progress.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        services.Out.WriteLine(CliErrors.OneLine($"Ends:      {StatusWords.Standing(progress)}{(progress.Waits is { } waits ? $"; {waits}" : "")}"));
        services.Out.WriteLine($"{(progress.Ended ? "Took:     " : "Stuck at: ")} {Whole(result.Took)}");
        services.Out.WriteLine($"At once:   at most {result.MostInFlight} edges on their way");
        foreach (var limit in limits)
        {
            services.Out.WriteLine($"Not so at a hub: {limit}");
        }
    }

    private JsonElement Document(SimulationResult result)
    {
        var progress = result.Progress;
        var waves = progress.Waves.Select((wave, at) => (JsonNode)new JsonObject
        {
            ["name"] = wave.Name,
            ["phase"] = wave.Phase.ToString(),
            ["openedAfter"] = Seconds(progress, wave.OpenedAt),
            ["endedAfter"] = Seconds(progress, wave.EndedAt),
            ["edges"] = Totals(result, at).All,
            ["members"] = Totals(result, at).Members,
            ["ready"] = Totals(result, at).Ready,
            ["failed"] = Totals(result, at).Failed,
            ["unreachable"] = Totals(result, at).Unreachable,
            ["verdict"] = wave.Verdict,
            ["reason"] = wave.Reason,
        });
        return JsonElement.Parse(new JsonObject
        {
            ["policy"] = name,
            ["edges"] = edges,
            ["allPlaced"] = !placed,
            ["seed"] = how.Seed,
            ["waves"] = new JsonArray([.. waves]),
            ["phase"] = progress.Phase.ToString(),
            ["ended"] = progress.Ended,
            ["reason"] = progress.Reason,
            ["message"] = progress.Message,
            ["seconds"] = Math.Round(result.Took.TotalSeconds, 3),
            ["mostAtOnce"] = result.MostInFlight,
            ["notSimulated"] = new JsonArray([.. limits.Select(limit => (JsonNode)limit)]),
        }.ToJsonString());
    }

    /// <summary>Of a wave that was taken back what it was taken back for: what goes back is ready with the old.</summary>
    private static WaveTotals Totals(SimulationResult result, int at) =>
        result is { Fallen: { } fallen } && result.Progress.Waves[at].Totals.All == 0 && at < fallen.Count ? fallen[at] : result.Progress.Waves[at].Totals;

    private static string After(RolloutProgress progress, DateTimeOffset? at) => at is { } time ? "+" + Whole(time - progress.StartedAt) : JsonView.Nothing;

    private static string Whole(TimeSpan time) => Durations.Show(TimeSpan.FromSeconds(Math.Round(time.TotalSeconds)));

    private static double? Seconds(RolloutProgress progress, DateTimeOffset? at) => at is { } time ? Math.Round((time - progress.StartedAt).TotalSeconds, 3) : null;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
