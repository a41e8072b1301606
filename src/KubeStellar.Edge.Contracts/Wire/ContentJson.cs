using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>The JSON of chunk lists and of the header of a frame.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ContentChunks))]
[JsonSerializable(typeof(ContentFrameHeader))]
internal sealed partial class ContentJson : JsonSerializerContext;
