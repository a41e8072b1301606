using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Flow.Status.Report;

namespace KubeStellar.Edge.LiteDb;

/// <summary>The JSON inside the local stores' documents and small files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    MaxDepth = ObjectLimits.MaxDepth + 32,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SortedDictionary<PolicyKey, Digest>))]
[JsonSerializable(typeof(SiteDecisions))]
[JsonSerializable(typeof(TrackedObject))]
[JsonSerializable(typeof(OutboxItem))]
[JsonSerializable(typeof(OutboxChange))]
[JsonSerializable(typeof(BornObject))]
[JsonSerializable(typeof(MirrorLife))]
internal sealed partial class StoreJson : JsonSerializerContext;
