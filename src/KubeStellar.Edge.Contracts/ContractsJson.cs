using System.Text.Json;
using System.Text.Json.Serialization;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Contracts;

/// <summary>
/// The one source-generated JSON registry of all records: camelCase members, enums as words, nulls left out. As deep as an object may be and a record's own levels
/// around it: the serializer enforces its depth when it writes, too. A null where a record has none is refused here, so that no reader meets one.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    MaxDepth = ObjectLimits.MaxDepth + 32,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(WorkloadRecord))]
[JsonSerializable(typeof(PolicyRecord))]
[JsonSerializable(typeof(PolicyBundle))]
[JsonSerializable(typeof(LibraryRecord))]
[JsonSerializable(typeof(EdgeRecord))]
[JsonSerializable(typeof(ManifestRecord))]
[JsonSerializable(typeof(RootRecord))]
[JsonSerializable(typeof(RootEntry))]
[JsonSerializable(typeof(SignedRoot))]
[JsonSerializable(typeof(ReportRecord))]
[JsonSerializable(typeof(PartialRecord))]
[JsonSerializable(typeof(SummaryRecord))]
[JsonSerializable(typeof(FleetPartial))]
[JsonSerializable(typeof(ConditionsRecord))]
[JsonSerializable(typeof(RolloutRecord))]
[JsonSerializable(typeof(RolloutPlanRecord))]
[JsonSerializable(typeof(StopRecord))]
[JsonSerializable(typeof(RolloutRequest))]
[JsonSerializable(typeof(RolloutResult))]
[JsonSerializable(typeof(DecisionRecord))]
[JsonSerializable(typeof(DecisionInputs))]
[JsonSerializable(typeof(DecisionFile))]
[JsonSerializable(typeof(EventRecord))]
[JsonSerializable(typeof(CloudEvent))]
[JsonSerializable(typeof(HubRecord))]
[JsonSerializable(typeof(LeaseRecord))]
[JsonSerializable(typeof(TokenRecord))]
[JsonSerializable(typeof(RevocationRecord))]
[JsonSerializable(typeof(PendingRecord))]
[JsonSerializable(typeof(LeftRecord))]
[JsonSerializable(typeof(UserRecord))]
[JsonSerializable(typeof(WorkspaceRecord))]
[JsonSerializable(typeof(SourceRecord))]
[JsonSerializable(typeof(WebhookRecord))]
[JsonSerializable(typeof(GetRequest))]
[JsonSerializable(typeof(ReportMessage))]
[JsonSerializable(typeof(ReportReply))]
[JsonSerializable(typeof(UpsyncedRecord))]
[JsonSerializable(typeof(IReadOnlyList<UpsyncRule>))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
[JsonSerializable(typeof(UpsyncMessage))]
[JsonSerializable(typeof(UpsyncReply))]
[JsonSerializable(typeof(FactsMessage))]
[JsonSerializable(typeof(HeartbeatMessage))]
[JsonSerializable(typeof(StatusQuestion))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(AnsweredObject))]
[JsonSerializable(typeof(HeartbeatReply))]
[JsonSerializable(typeof(RekeyMessage))]
[JsonSerializable(typeof(RekeyReply))]
[JsonSerializable(typeof(KeysRequest))]
[JsonSerializable(typeof(KeysResult))]
[JsonSerializable(typeof(KeyState))]
[JsonSerializable(typeof(IReadOnlyList<KeyHandOver>))]
[JsonSerializable(typeof(RegionQuestion))]
[JsonSerializable(typeof(RegionAnswer))]
[JsonSerializable(typeof(JoinRequest))]
[JsonSerializable(typeof(JoinReply))]
[JsonSerializable(typeof(ApiReply))]
[JsonSerializable(typeof(ApplyRequest))]
[JsonSerializable(typeof(ApplyResult))]
[JsonSerializable(typeof(DeleteRequest))]
[JsonSerializable(typeof(GetQuery))]
[JsonSerializable(typeof(ItemsResult))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(ExplainResult))]
[JsonSerializable(typeof(PreviewResult))]
[JsonSerializable(typeof(AuditRequest))]
[JsonSerializable(typeof(AuditResult))]
[JsonSerializable(typeof(ContentRequest))]
[JsonSerializable(typeof(ContentResult))]
[JsonSerializable(typeof(EdgeEditRequest))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenResult))]
[JsonSerializable(typeof(UserRequest))]
[JsonSerializable(typeof(UserResult))]
[JsonSerializable(typeof(WorkspaceRequest))]
[JsonSerializable(typeof(ConfirmRequest))]
[JsonSerializable(typeof(InfoResult))]
[JsonSerializable(typeof(IReadOnlyList<JsonOperation>))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<JsonOperation>>))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ContractsJson : JsonSerializerContext;
