using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Perf.Load;

/// <summary>What an edge says of the objects of <c>status.js</c>, as a real one does: the report, whole or what changed of it, and the partial of the policy's code.</summary>
internal static class StatusBodies
{
    /// <summary>Objects that every edge holds.</summary>
    public const int Objects = 20;

    private static readonly JsonElement Still = JsonDocument.Parse(
        """{"observedGeneration":3,"replicas":3,"updatedReplicas":3,"readyReplicas":3,"availableReplicas":3,"terminatingReplicas":0}""").RootElement;

    /// <summary>The objects at the top hub.</summary>
    public static JsonElement[] Workloads(int count = Objects) => [.. Enumerable.Range(0, count).Select(number => Workload(number, "1.0"))];

    /// <summary>One of them, of an image with this tag.</summary>
    public static JsonElement Workload(int number, string tag) => JsonDocument.Parse(string.Create(CultureInfo.InvariantCulture, $$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"bench-{{number:00}}","namespace":"bench","labels":{"app":"bench"} },
         "spec":{"replicas":3,"selector":{"matchLabels":{"app":"bench-{{number:00}}"} },"template":{"metadata":{"labels":{"app":"bench-{{number:00}}"} },
         "spec":{"containers":[{"name":"app","image":"registry.example.com/shop/bench:{{tag}}"}]} } } }
        """)).RootElement;

    /// <summary>The message of an edge whose first object counts its changes.</summary>
    /// <param name="root">What the edge follows.</param>
    /// <param name="sequence">The report's number.</param>
    /// <param name="known">The number of the report that the hub has; 0: whole.</param>
    /// <param name="group">The edge's group.</param>
    /// <param name="changes">Changes so far.</param>
    /// <param name="news">Objects that changed since the known report; null: the first one alone.</param>
    public static byte[] Of(StatusRoot root, long sequence, long known, int group, long changes, IReadOnlyList<ManifestEntry>? news = null)
    {
        var name = group.ToString(CultureInfo.InvariantCulture);
        var objects = new SortedDictionary<string, ReportObject>(StringComparer.Ordinal);
        foreach (var entry in known == 0 ? root.Manifest.Objects : news ?? root.Manifest.Objects.Take(1))
        {
            objects.Add(entry.Key.ToString(), new ReportObject
            {
                Content = entry.Content,
                Applied = true,
                ObservedAfterApply = true,
                Health = Health.Current,
                Status = entry == root.Manifest.Objects[0] ? Changed(name, changes) : Still,
                ObservedAt = TimeProvider.System.GetUtcNow(),
            });
        }

        var counters = changes == 0 ? "{}" : string.Create(CultureInfo.InvariantCulture, $$"""{"{{name}}":{{changes}}}""");
        return JsonSerializer.SerializeToUtf8Bytes(
            new ReportMessage
            {
                Edge = root.Edge,
                Reports =
                [
                    new ReportDelta
                    {
                        Base = known,
                        Report = new ReportRecord
                        {
                            Edge = root.Edge, Policy = root.Policy, Manifest = root.Digest, Epoch = root.Epoch, Revision = root.Revision, Sequence = sequence, Objects = objects,
                        },
                        Partial = new PartialRecord
                        {
                            Edge = root.Edge,
                            Policy = root.Policy,
                            Bundle = root.Manifest.Bundle,
                            Sequence = sequence,
                            Value = JsonDocument.Parse(string.Create(CultureInfo.InvariantCulture, $$"""{"ready":{{root.Manifest.Objects.Count}},"of":{{root.Manifest.Objects.Count}},"at":{{counters}}}""")).RootElement,
                        },
                    },
                ],
            },
            ContractsJson.Default.ReportMessage);
    }

    /// <summary>Bytes of the records that a hub keeps of an edge: its whole report, and its partial.</summary>
    public static (int Report, int Partial) Kept(StatusRoot root)
    {
        var said = JsonSerializer.Deserialize(Of(root, 1, 0, 0, 1), ContractsJson.Default.ReportMessage)!.Reports[0];
        return (JsonSerializer.SerializeToUtf8Bytes(said.Report, ContractsJson.Default.ReportRecord).Length, JsonSerializer.SerializeToUtf8Bytes(said.Partial!, ContractsJson.Default.PartialRecord).Length);
    }

    private static JsonElement Changed(string group, long changes) => JsonDocument.Parse(string.Create(CultureInfo.InvariantCulture,
        $$"""{"observedGeneration":3,"replicas":3,"updatedReplicas":3,"readyReplicas":3,"availableReplicas":3,"terminatingReplicas":0,"group":"{{group}}","changes":{{changes}}}""")).RootElement;
}
