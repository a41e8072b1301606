using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Bench;

/// <summary>What was measured, for people and as JSON.</summary>
internal static class BenchText
{
    private static readonly string[] Headers = ["FUNCTION", "OVER", "MS", "FLOOR MS", "PER SECOND", "CASES", "RESULT", "READS"];

    internal static void Write(CliServices services, BenchRun run)
    {
        var made = run.Models > 0 ? $" made of {Number(run.Models)}" : "";
        var host = run.HostMiB > 0 ? $"; policy host {Number(run.HostMiB)} MiB" : "";
        services.Out.WriteLine(CliErrors.OneLine($"{run.Source}: {Number(run.Objects)} object{(run.Objects == 1 ? "" : "s")} over {Number(run.Edges)} edges{made}{host}"));
        new TableText(Headers).Write(services, [.. run.Lines.Select(Row)], headers: true);
    }

    internal static JsonElement Json(IEnumerable<BenchRun> runs) => JsonElement.Parse(new JsonObject
    {
        ["policies"] = new JsonArray([.. runs.Select(run => new JsonObject
        {
            ["source"] = run.Source,
            ["edges"] = run.Edges,
            ["models"] = run.Models,
            ["objects"] = run.Objects,
            ["hostMiB"] = run.HostMiB,
            ["functions"] = new JsonArray([.. run.Lines.Select(Line)]),
        })]),
    }.ToJsonString());

    private static string[] Row(BenchLine line) =>
    [
        line.Function,
        $"{Number(line.Count)} {line.Unit}",
        Time(line.Ms),
        Time(line.FloorMs),
        line.PerSecond is { } rate ? Number(rate) : "",
        line.Cases is { } cases ? Number(cases) : line.Reads is null ? "" : "unknown",
        string.Join(", ", line.Result.Select(pair => $"{Number(pair.Value)} {pair.Key}")),
        line.Reads is not { } reads ? "" : reads.All ? "anything" : reads.Paths.Count == 0 ? "nothing" : string.Join(' ', reads.Paths.Order(StringComparer.Ordinal)),
    ];

    private static JsonObject Line(BenchLine line)
    {
        var json = new JsonObject
        {
            ["function"] = line.Function,
            ["over"] = line.Count,
            ["unit"] = line.Unit,
            ["ms"] = line.Ms,
            ["floorMs"] = line.FloorMs,
            ["perSecond"] = line.PerSecond,
        };
        if (line.Reads is { } reads)
        {
            json["cases"] = line.Cases;
            json["reads"] = reads.All ? null : new JsonArray([.. reads.Paths.Order(StringComparer.Ordinal).Select(path => (JsonNode)path)]);
        }

        foreach (var (word, count) in line.Result)
        {
            json[word] = count;
        }

        return json;
    }

    private static string Number(double value) => value.ToString(value < 100 && !double.IsInteger(value) ? "N1" : "N0", CultureInfo.InvariantCulture);

    private static string Time(double ms) => ms.ToString(ms < 10 ? "0.000" : "0.0", CultureInfo.InvariantCulture);
}
