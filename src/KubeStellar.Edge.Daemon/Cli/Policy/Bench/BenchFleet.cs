using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Bench;

/// <summary>
/// Makes a fleet of a few model edges, the same one every time: each edge has the labels and taints of one model, and each of its properties from a model of its own. A
/// number in which models differ lies anywhere between the least and the largest, as what devices measure does.
/// </summary>
internal static class BenchFleet
{
    private const int Seed = 20260311;

    internal static IReadOnlyList<EdgeRecord> Of(IReadOnlyList<EdgeRecord> models, int count)
    {
        var random = new Random(Seed);
        var ranges = models.SelectMany(model => model.Properties).Where(pair => pair.Value.ValueKind == JsonValueKind.Number)
            .GroupBy(pair => pair.Key, pair => pair.Value.GetDouble(), StringComparer.Ordinal)
            .Select(numbers => (Name: numbers.Key, Least: numbers.Min(), Most: numbers.Max(), Whole: numbers.All(double.IsInteger)))
            .Where(range => range.Least < range.Most).ToDictionary(range => range.Name, StringComparer.Ordinal);
        return [.. Enumerable.Range(0, count).Select(Edge)];

        EdgeRecord Edge(int number)
        {
            var model = models[random.Next(models.Count)];
            var properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var name in model.Properties.Keys)
            {
                properties[name] = models[random.Next(models.Count)].Properties.TryGetValue(name, out var other) ? other : model.Properties[name];
                if (ranges.TryGetValue(name, out var range) && properties[name].ValueKind == JsonValueKind.Number)
                {
                    var drawn = range.Least + (random.NextDouble() * (range.Most - range.Least));
                    properties[name] = JsonElement.Parse((range.Whole ? Math.Round(drawn) : Math.Round(drawn, 2)).ToString("R", CultureInfo.InvariantCulture));
                }
            }

            return model with { Id = string.Create(CultureInfo.InvariantCulture, $"bench-{number:000000}"), Properties = properties };
        }
    }
}
