using System.Text.Json;
using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Regions;

/// <summary>
/// What a region tells its parent of its inventory: how many edges, and how many of them have which labels; never the edges themselves. Pure. Regions inside count
/// with their own edges.
/// </summary>
internal static class RegionFacts
{
    /// <summary>Sets of labels that are told one by one; the others are told as one set with the labels that all of them share.</summary>
    private const int MaxSets = 64;
    private const int MaxBytes = 24 * 1024;

    /// <summary>Edges that one region may tell of; a choice looks at each of them.</summary>
    internal const int MaxEdges = 200_000;

    /// <summary>The properties of the region's record at its parent.</summary>
    public static SortedDictionary<string, JsonElement> Of(IEnumerable<EdgeRecord> edges)
    {
        var sets = new Dictionary<string, (SortedDictionary<string, string> Labels, int Edges)>(StringComparer.Ordinal);
        var (total, regions) = (0, 0);
        foreach (var edge in edges)
        {
            regions += edge.Region is null ? 0 : 1;
            foreach (var (labels, told) in edge.Region is null ? [(edge.Labels, 1)] : Inside(edge))
            {
                var count = Math.Min(told, MaxEdges - total);
                if (count == 0)
                {
                    break;
                }

                total += count;
                var key = string.Join('\n', labels.Select(pair => $"{pair.Key}={pair.Value}"));
                sets[key] = sets.TryGetValue(key, out var known) ? (known.Labels, known.Edges + count) : (labels, count);
            }
        }

        return new SortedDictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["edges"] = Json(JsonValue.Create(total)),
            ["regions"] = Json(JsonValue.Create(regions)),
            ["labelSets"] = Json(Told([.. sets.OrderByDescending(pair => pair.Value.Edges).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)])),
        };
    }

    /// <summary>How many edges a record stands for, as far as it tells: 1, or a region's.</summary>
    public static int EdgesOf(EdgeRecord edge) => edge.Region is null ? 1
        : edge.Properties.TryGetValue("edges", out var told) && told.ValueKind == JsonValueKind.Number && told.TryGetInt32(out var count) && count > 0 ? count : 0;

    /// <summary>Why what a region tells is refused; null when it is not. It is another's machine, and choices are made by what it tells.</summary>
    public static string? Explain(IReadOnlyDictionary<string, JsonElement> properties)
    {
        if (properties.Keys.FirstOrDefault(key => key is not ("edges" or "regions" or "labelSets")) is { } other)
        {
            return $"a region tells edges, regions and labelSets, and no {other}";
        }

        if (!properties.TryGetValue("edges", out var told) || Count(told) is not { } total || !properties.TryGetValue("regions", out var inside) || Count(inside) is null)
        {
            return $"a region tells how many edges and regions it has, at most {MaxEdges}";
        }

        if (!properties.TryGetValue("labelSets", out var sets) || sets.ValueKind != JsonValueKind.Array || sets.GetArrayLength() > MaxSets + 1)
        {
            return $"a region tells at most {MaxSets + 1} sets of labels";
        }

        var sum = 0L;
        foreach (var set in sets.EnumerateArray())
        {
            if (set.ValueKind != JsonValueKind.Object || !set.TryGetProperty("edges", out var edges) || Count(edges) is not > 0 || !set.TryGetProperty("labels", out var labels) || !AreLabels(labels))
            {
                return "a set of labels has labels, and the number of edges that have them";
            }

            sum += edges.GetInt32();
        }

        return sum == total ? null : $"its sets of labels are of {sum} edges, and it tells of {total}";
    }

    private static int? Count(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count is >= 0 and <= MaxEdges ? count : null;

    private static bool AreLabels(JsonElement labels) => labels.ValueKind == JsonValueKind.Object && labels.EnumerateObject().All(label =>
        label.Value.ValueKind == JsonValueKind.String && Names.ExplainLabelKey(label.Name) is null && Names.ExplainLabelValue(label.Value.GetString()!) is null);

    private static JsonArray Told(List<(SortedDictionary<string, string> Labels, int Edges)> sets)
    {
        var told = new JsonArray();
        var bytes = 0;
        var index = 0;
        for (; index < sets.Count && index < MaxSets; index++)
        {
            var set = Set(sets[index].Labels, sets[index].Edges);
            bytes += set.ToJsonString().Length;
            if (bytes > MaxBytes)
            {
                break;
            }

            told.Add(set);
        }

        if (index < sets.Count)
        {
            var rest = sets[index..];
            var shared = rest[0].Labels.Where(pair => rest.TrueForAll(one => one.Labels.TryGetValue(pair.Key, out var value) && value == pair.Value));
            told.Add(Set(shared, rest.Sum(one => one.Edges)));
        }

        return told;
    }

    private static JsonObject Set(IEnumerable<KeyValuePair<string, string>> labels, int edges) => new()
    {
        ["labels"] = new JsonObject(labels.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))),
        ["edges"] = edges,
    };

    /// <summary>What a region inside tells; untrusted, so that what makes no sense counts as nothing.</summary>
    private static IEnumerable<(SortedDictionary<string, string> Labels, int Edges)> Inside(EdgeRecord region)
    {
        if (!region.Properties.TryGetValue("labelSets", out var sets) || sets.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var set in sets.EnumerateArray())
        {
            if (set.ValueKind == JsonValueKind.Object && set.TryGetProperty("edges", out var edges) && edges.ValueKind == JsonValueKind.Number && edges.TryGetInt32(out var count) && count > 0)
            {
                var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
                if (set.TryGetProperty("labels", out var told) && told.ValueKind == JsonValueKind.Object)
                {
                    foreach (var label in told.EnumerateObject().Where(label => label.Value.ValueKind == JsonValueKind.String))
                    {
                        labels[label.Name] = label.Value.GetString()!;
                    }
                }

                yield return (labels, count);
            }
        }
    }

    private static JsonElement Json(JsonNode node) => node.Deserialize(ContractsJson.Default.JsonElement);
}
