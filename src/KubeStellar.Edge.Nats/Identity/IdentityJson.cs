using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.State.Site;
using KubeStellar.Edge.Nats.Identity.Claims;
using KubeStellar.Edge.Nats.Server;
using KubeStellar.Edge.Nats.Tls;

namespace KubeStellar.Edge.Nats.Identity;

/// <summary>JSON of JWTs, join tokens and the device's record of its hub.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(JwtHeader))]
[JsonSerializable(typeof(JwtClaims<OperatorBody>))]
[JsonSerializable(typeof(JwtClaims<AccountBody>))]
[JsonSerializable(typeof(JwtClaims<UserBody>))]
[JsonSerializable(typeof(JoinTokenBody))]
[JsonSerializable(typeof(HubPin))]
[JsonSerializable(typeof(EdgeSelf))]
[JsonSerializable(typeof(NatsCliContextFile))]
[JsonSerializable(typeof(AuthorityFile))]
[JsonSerializable(typeof(CaState))]
[JsonSerializable(typeof(SortedDictionary<string, long>))]
[JsonSerializable(typeof(IReadOnlyList<KeyHandOver>))]
internal sealed partial class IdentityJson : JsonSerializerContext;
