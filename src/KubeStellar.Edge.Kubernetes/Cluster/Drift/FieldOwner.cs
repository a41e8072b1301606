using System.Text.Json;

namespace KubeStellar.Edge.Kubernetes.Cluster.Drift;

/// <summary>Another manager of an object.</summary>
/// <param name="Manager">Its name.</param>
/// <param name="Time">When it changed something last, RFC 3339 in UTC: in the order of the texts.</param>
/// <param name="Fields">What it owns, as FieldsV1.</param>
internal readonly record struct FieldOwner(string Manager, string Time, JsonElement Fields);
