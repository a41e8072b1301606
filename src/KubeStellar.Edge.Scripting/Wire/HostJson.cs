using System.Text.Json.Serialization;

namespace KubeStellar.Edge.Scripting.Wire;

/// <summary>JSON of the pipe between client and policy host.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(HostRequest))]
[JsonSerializable(typeof(HostReply))]
[JsonSerializable(typeof(ConfinementReport))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(string))]
internal sealed partial class HostJson : JsonSerializerContext;
