using System.Text.Json.Serialization;
using KubeStellar.Edge.Kubernetes.Manifests.Readers;

namespace KubeStellar.Edge.Kubernetes.Manifests;

/// <summary>The JSON of the index and of what lies beside it.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(IndexDocument))]
[JsonSerializable(typeof(TombstoneDocument))]
internal sealed partial class ManifestsJson : JsonSerializerContext;
