using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>JSON of what is asked at the edge itself.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EdgeStatus))]
[JsonSerializable(typeof(SiteOrder))]
[JsonSerializable(typeof(SiteAnswer))]
public sealed partial class SiteJson : JsonSerializerContext;
