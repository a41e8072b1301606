using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>The JSON of the index.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IndexDocument))]
internal sealed partial class ManifestsJson : JsonSerializerContext;
