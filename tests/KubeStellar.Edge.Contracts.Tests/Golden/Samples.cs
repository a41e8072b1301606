using System.Text.Json;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;

namespace KubeStellar.Edge.Contracts.Tests.Golden;

/// <summary>One sample of every record of the wire, with every member set: what version 1 looks like.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero);
    private static readonly PolicyKey Policy = new("default", "storefront");
    private static readonly ObjectKey Fridge = new("sensors.example.com", "Measurement", "shop", "fridge");
    private static readonly ObjectKey Web = new("apps", "Deployment", "shop", "web");
    private static readonly Digest D1 = Digest.Of("1"u8);
    private static readonly Digest D2 = Digest.Of("2"u8);

    internal static IReadOnlyList<object> All { get; } =
    [
        new WorkloadRecord { Workspace = "default", Key = Web, Generation = 3, Digest = D1, Object = Json("""{"apiVersion":"apps/v1","big":9007199254740993,"price":1.10}"""), AppliedAt = At },
        new PolicyRecord
        {
            Workspace = "default", Name = "storefront", Generation = 2, Order = 7, Digest = D1, Bundle = Bundle, AppliedAt = At,
            State = new PolicyState { Phase = PolicyPhase.Stalled, Reason = "Threw", Message = "x is undefined", Location = "storefront.js:3:7", Since = At },
        },
        Bundle,
        new LibraryRecord
        {
            Workspace = "default", Name = "retail-tiers", Version = "1.2.0", Digest = D1, AppliedAt = At,
            Bundle = new PolicyBundle { Main = "index.js", Files = new() { ["index.js"] = "import \"base@0.1.0\";\n" } },
        },
        new EdgeRecord
        {
            Id = "store-17", Labels = new() { ["kind"] = "store" }, Properties = new() { ["memoryGiB"] = Json("4") }, Taints = [new Taint("maintenance", "true", "NoSchedule")],
            Identity = new EdgeIdentity("UABC", "eHk", "t1", At), Generation = 5,
        },
        new ManifestRecord { Policy = Policy, Bundle = D1, Reduces = true, Objects = [new ManifestEntry(Web, D2) { CreateOnly = true, Prune = false, Drift = DriftMode.Report }] },
        Root,
        new SignedRoot { Root = JsonSerializer.SerializeToElement(Root, ContractsJson.Default.RootRecord), Proof = new RootProof("AHUB", "c2ln", 3, 8, "cGF0aA==") },
        Report,
        new ReportHead
        {
            Edge = "store-17", Policy = Policy, Manifest = D1, Epoch = 2, Revision = 99, Sequence = 44, Base = 42, Count = 3, ArrivedAt = At, Plain = true,
            Noted = new() { [Web.ToString()] = Report.Objects[Web.ToString()] with { Conditions = null, Status = null }, [Fridge.ToString()] = null }, Since = Report.Objects, Removed = [(Web with { Name = "old" }).ToString()],
        },
        Partial,
        new SummaryRecord
        {
            Policy = Policy, Bundle = D1, Totals = new Totals { Desired = 9, Received = 8, Applied = 7, Ready = 6, Degraded = 1, Failed = 1, Stalled = 1, Unreachable = 1, Held = 2 },
            Coverage = new Coverage(9, 8, ["store-18"]), Value = Json("""{"ready":6}"""), Error = "", Failures = ["store-17 apps.Deployment.shop.web: Unhealthy"], At = At,
        },
        new RolloutRecord
        {
            Policy = Policy, Releases = [new ReleaseRecord(4, D1, new() { [D2.ToString()] = 9 }, At)],
            Hold = new HoldRecord("3f2a", 40, 100, 20, ["store-17 apps.Deployment.shop.web"], At), Confirmed = "1b2c",
        },
        new RolloutPlanRecord
        {
            Policy = Policy, Number = 5, Waves = [["store-17"], ["store-18", "store-19"]], From = new() { [""] = ["store-19"], [D1.ToString()] = ["store-17", "store-18"] },
            To = new() { [D2.ToString()] = ["store-17", "store-18", "store-19"] },
        },
        Stop,
        new DecisionRecord
        {
            Id = "3f2a1b", Policy = Policy, Object = Web, Bundle = D1, Source = D2, DecidedAt = At, Epoch = 2, Revision = 99, Counts = new DecisionCounts(9, 8, 6, 1, 1, 1, 2), Others = 3,
            Cases =
            [
                new DecidedCase
                {
                    Outcome = DecisionOutcome.Placed, Edges = 5, Sample = ["store-17"], Reason = "enough memory", Reads = ["labels/kind", "properties/memoryGiB"],
                    Edge = Json("""{"labels":{"kind":"store"},"properties":{"memoryGiB":4.0}}"""), Share = Json("3"), Result = D1,
                    Operations = [JsonOperation.Set(["spec", "replicas"], Json("3"))], Copies = [[JsonOperation.Remove(["spec"])]],
                },
                new DecidedCase { Outcome = DecisionOutcome.Failed, Edges = 1, Sample = ["store-18"], Fault = new DecisionFault("Threw", "x is undefined", "storefront.js:3:7") },
            ],
            Choice = new DecidedChoice { Candidates = 8, Chosen = 6, Sample = ["store-17"], Inputs = D2, Kept = true },
        },
        new DecisionInputs { Candidates = [Json("""{"id":"store-17"}""")], Chosen = ["store-17"], Shares = new() { ["store-17"] = Json("3") } },
        new DecisionFile
        {
            Record = new DecisionRecord { Id = "3f2a1b", Policy = Policy, Object = Web, Bundle = D1, Source = D2, DecidedAt = At, Counts = new DecisionCounts(1, 1, 1, 0, 0, 0, 1) },
            Bundle = Bundle, Object = Json("""{"a":1.10}"""), Inputs = new DecisionInputs { Chosen = ["store-17"] },
        },
        new EventRecord { Kind = "policy.stalled", Subject = "default.storefront", Workspace = "default", Actor = "hub", Message = "it threw", Before = Json("\"Ready\""), After = Json("\"Stalled\""), At = At },
        CloudEvents.Of(new EventRecord { Kind = "policy.stalled", Subject = "storefront", Workspace = "default", Actor = "hub", Message = "it threw", At = At, Id = "0195516bc4007000a000000000000001" }, "AHUB", 7),
        new AuditRequest { After = 7 },
        new AuditResult
        {
            Entries = [new AuditEntry(8, "kse.events.policy.stalled._storefront", "{}"u8.ToArray())], First = 5, Position = 8, Newest = 9, Created = At,
        },
        new HubRecord { Epoch = 2, RevisionReserved = 4096, NextOrder = 8, Instance = "hub-1" },
        new LeaseRecord("hub-1", "p-1", 2, 17),
        new StandbyHello { Instance = "hub-2", Daemon = "1.4.0", Host = "rack-2", Since = At },
        new SourceRecord
        {
            Id = "git-checkout:/srv/apps", Workspace = "default", Phase = SourcePhase.Refused, Message = "web.yaml:3:5: is no map", Revision = "3f2a1b", Identity = "u-1",
            Refused = ["web.yaml: document 1: kind is missing"], RefusedCount = 1, Since = At,
        },
        new WebhookRecord { Id = "pager", Position = 41, Stream = At, Sent = 30, Dropped = 2 },
        new ConditionsRecord { Policy = Policy, Conditions = [new StatusCondition("Ready", "True", 3, At, "Published", "its newest decisions are published")] },
        new RevocationRecord { PublicKey = "UEDGE", Edge = "store-17", At = At, Reason = "stolen" },
        new PendingRecord
        {
            Edge = "store-17",
            Devices =
            [
                new PendingDevice("UNEW", "eHk", "t1", At)
                {
                    State = PendingState.Denied, Why = "its token says so", Labels = new() { ["kind"] = "store" }, Added = new() { ["size"] = "large" }, Properties = new() { ["memoryGiB"] = Json("4") },
                    Replace = true, Region = new RegionRecord("AHUB", new RegionRights { Own = ["local"] }), DecidedBy = "ann@desk", DecidedAt = At, Reason = "nobody knows it",
                },
                new PendingDevice("UOTHER", "eHk", "t1", At),
            ],
        },
        new LeftRecord { Edge = "store-17", PublicKey = "UOLD", At = At },
        new UserRecord { Name = "ann", PublicKey = "UANN", Workspaces = ["retail"], Roles = ["author"], Expires = At, CreatedAt = At, CreatedBy = "root", Revoked = At, Reason = "left" },
        new WorkspaceRecord
        {
            Name = "retail", Kinds = ["Deployment"], Namespaces = ["shop"], ClusterScoped = false, Edges = "kind=store", SetAt = At,
            Quota = new WorkspaceQuota { Objects = 100, Bytes = 4194304, Policies = 10, Edges = 500, Cpu = 30000 },
        },
        new UserRequest { Name = "ann", PublicKey = "UANN", Workspaces = ["retail"], Roles = ["author"], ExpiresInSeconds = 60, Revoke = "left" },
        new UserResult { User = new UserRecord { Name = "ann", PublicKey = "UANN", Roles = ["admin"], CreatedAt = At }, Jwt = "ey.J.x", Note = "tell the server" },
        new WorkspaceRequest { Workspace = new WorkspaceRecord { Name = "retail" }, New = true, Remove = true },
        new TokenRecord { Id = "t1", PublicKey = "UJOIN", Labels = new() { ["kind"] = "store" }, Uses = 3, UsedBy = ["store-17"], Expires = At },
        new GetRequest { Root = true, Digests = [D1, D2] },
        new ReportMessage { Edge = "store-17", Reports = [new ReportDelta { Report = Report, Base = 41, Removed = [Web with { Name = "old" }], Partial = Partial }] },
        new ReportReply { Durable = new() { [Policy.ToString()] = 42 }, Resync = ["default.other"], Refused = "" },
        new UpsyncedRecord
        {
            Edge = "store-17", Policy = Policy, Key = Fridge, Digest = D1, Sequence = 41, ObservedAt = At, ArrivedAt = At,
            Object = Json("""{"apiVersion":"sensors.example.com/v1","kind":"Measurement","metadata":{"name":"fridge","namespace":"shop"},"spec":{"celsius":4.20}}"""),
        },
        new UpsyncMessage
        {
            Edge = "store-17", Process = "p-9",
            Parts =
            [
                new UpsyncPart { Policy = Policy, Sequence = 40, Index = new() { [Fridge.ToString()] = D1 } },
                new UpsyncPart { Policy = Policy, Sequence = 42, Objects = [new UpsyncItem(Fridge, D2, 41, At, Json("""{"big":9007199254740993}"""))], Removed = [Web] },
            ],
        },
        new UpsyncReply
        {
            Durable = new() { ["default.storefront"] = 40 }, Resync = ["default.other"], Wanted = new() { ["default.storefront"] = [Fridge] },
            Rejected = new() { ["default.storefront"] = new() { [Web.ToString()] = "the policy does not ask for it at this edge" } },
            Denied = new() { ["default.gone"] = "the tree of this edge does not have the policy carry anything up" }, Refused = "no",
        },
        new FactsMessage { Edge = "store-17", Properties = new() { ["memoryGiB"] = Json("4"), ["gpu"] = Json("false") } },
        new HeartbeatMessage
        {
            Edge = "store-17", Epoch = 2, Revision = 99, RootDigest = D1, Applied = true, At = At, Process = "p-9", Daemon = "0.1.0",
            Conditions = [new Condition("DiskFull", "True", "NoSpace", "no space left")],
        },
        new HeartbeatReply { Epoch = 2, Revision = 99, RootDigest = D1, At = At, Resync = ["default.storefront"] },
        new StatusQuestion { Id = "0123456789abcdef0123456789abcdef", Objects = [new AskedObject(Policy, Web)], MaxBytes = 8388608 },
        new StatusAnswer
        {
            Edge = "store-17", Id = "0123456789abcdef0123456789abcdef", Part = 1, Parts = 2, At = At, Refused = "too many",
            Objects = [new AnsweredObject(new AskedObject(Policy, Web), Report.Objects[Web.ToString()]) { Cut = "its status has 9 bytes" }],
        },
        new JoinRequest { Edge = "store-17", PublicKey = "UABC", ExchangeKey = "eHk", Proof = "cHJvb2Y=", Properties = new() { ["memoryGiB"] = Json("4") } },
        new RegionQuestion { Id = "0af3", Workspace = "default", Verb = "get", Request = Json("""{"resource":"status","edge":"site-1/store-17"}""") },
        new RegionAnswer { Id = "0af3", Reply = new ApiReply { Result = Json("""{"items":[]}""") }, At = At },
        new JoinReply { Refused = "", Jwt = "ey.J.x", HubKey = "AHUB", Labels = new() { ["kind"] = "store" } },
        new ApiReply { Error = new ApiError("invalid", "no", [new ApiFault("a.yaml#2", "metadata.name", "is missing")]), Result = Json("{}") },
        new ApplyRequest { Objects = [new ApplyObject("a.yaml#1", Json("{}"), null), new ApplyObject("b.yaml#1", null, D1)], Policies = [new ApplyPolicy("storefront.js", "storefront", Bundle)], DryRun = true },
        new ApplyResult { Lines = [new ApplyLine("workload", Web.ToString(), "configured", 3)] },
        new DeleteRequest { Objects = [Web], Policies = ["storefront"], IgnoreNotFound = true },
        new GetQuery { Resource = "edges", Name = "store-17", Edge = "store-17", Selector = "kind=store", Limit = 10, Continue = "store-16" },
        new ItemsResult { Items = [Json("""{"id":"store-17"}""")], Continue = "store-17" },
        new ExplainRequest { Edge = "store-17", Object = "Deployment/web" },
        new ExplainResult { Edge = "store-17", Object = Web.ToString(), Placed = true, Steps = [new ExplainStep("select", "yes", "selected", Json("{}"))] },
        new ContentRequest { Digest = D1 },
        new ContentResult { Stored = [1, 2, 3] },
        new PreviewResult
        {
            Edges = 9, MoreChanges = 1, Contents = 2, Manifests = 3, Roots = 4, Removals = 5, Placements = 40,
            Objects = [new PreviewObject(Web.ToString(), "default.storefront", "default.old", 3, 1, 2, 3, 2, ["store-17"], ["store-18"])],
            Changes = [new PreviewChange(Web.ToString(), "changed", 2, ["store-17"], D1.ToString(), D2.ToString()) { Before = Json("{}"), After = Json("""{"a":1.10}""") }],
            Stalls = [new PreviewStall("default.storefront", Web.ToString(), 1, false, "Threw", "x is undefined", "storefront.js:3:7", ["store-18"])],
            Holds = [new PreviewHold("default.storefront", 5, 4, ["store-18 apps.Deployment.shop.web"])],
        },
        new EdgeEditRequest { Edge = "store-17", SetLabels = new() { ["size"] = "large" }, RemoveLabels = ["old"], SetTaints = [new Taint("a", "b", "NoExecute")], RemoveTaints = ["c"], Overwrite = true, Remove = true },
        new TokenRequest { Labels = new() { ["kind"] = "store" }, Uses = 2, ExpiresInSeconds = 3600 },
        new TokenResult { Id = "t1", Token = "kse1.t1.secret" },
        new ConfirmRequest { Id = "3f2a", Reason = "planned" },
        new RolloutRequest { Action = "approve", Policy = "storefront", Actor = "ann@desk", Reason = "looked at it", Wave = 1, Release = 4, Keep = true, ForSeconds = 3600 },
        new RolloutResult
        {
            Policy = "storefront", Rollout = Rolling, Freeze = Stop, Totals = Totals, Plan = [new PlannedWave("canary", 0, ["store-17"], 2)],
            Failures = ["store-17 apps.Deployment.shop.web: Unhealthy"],
        },
        new RekeyMessage { Edge = "store-17", Old = "UOLD", New = "UNEW", ExchangeKey = "eHk", Proof = "cHJvb2Y=", Consent = "b2s=" },
        new RekeyReply { Refused = "", User = new UserRenewal("ey.J.x", "c2ln") },
        new KeysRequest { Action = KeyActions.Finish, Key = KeyKinds.Account, LockOut = true },
        new KeysResult
        {
            Done = "done",
            Keys = [new KeyState { Kind = KeyKinds.Root, Purpose = "signs roots", State = "InUse", Fingerprint = "SHA256:abc", PublicKey = "UTWO", Since = At, Ends = At, Serial = 1, Edges = 9, Lacking = 1 }],
        },
        new InfoResult { Version = "0.1.0", Epoch = 2, Edges = 6, Server = "2.15.1", Settled = true, Held = "" },
    ];

    /// <summary>A rollout record with every member that rollouts have; the one of version 1's first file is in <see cref="All"/>.</summary>
    internal static RolloutRecord Rolling => new()
    {
        Policy = Policy,
        Releases =
        [
            new ReleaseRecord(4, D1, new() { [D2.ToString()] = 9 }, At) { Plan = D1, Inputs = D2, EndedAt = At },
            new ReleaseRecord(5, D1, new() { [D2.ToString()] = 9 }, At) { Plan = D2, Inputs = D1, Cause = RolloutCause.Fleet, Phase = RolloutPhase.RolledBack, Message = "the canary failed", EndedAt = At },
        ],
        Progress = new RolloutProgress
        {
            Number = 6, Attempt = 2, Cause = RolloutCause.Undo, Inputs = D1, Bundle = D2, Plan = D1, To = 4, Phase = RolloutPhase.Held, Reason = "GateAsks", Message = "is it cold there?",
            StartedAt = At, Since = At, EndedAt = At, Wave = 1,
            Waves =
            [
                new WaveRecord
                {
                    Name = "canary", Rule = 1, Edges = 1, Phase = WavePhase.Soaking, OpenedAt = At, GoodSince = At, SoakUntil = At, EndedAt = At, Verdict = "ask", Reason = "is it cold there?",
                    VerdictSince = At, Approvals = [new ApprovalRecord("ann@desk", "", At)], Passed = new ApprovalRecord("bob@desk", "it is", At), Totals = Totals,
                },
                new WaveRecord { Name = "rest" },
            ],
        },
        Paused = Stop,
        Pin = new PinRecord(4, D1, D2, "ann@desk", "shops complain", At),
    };

    private static StopRecord Stop => new() { By = "ann@desk", Reason = "season", Since = At, Until = At };

    private static WaveTotals Totals => new()
    {
        All = 11, Members = 9, Released = 8, Applied = 7, Ready = 6, Degraded = 1, Failed = 2, Stalled = 3, Unreachable = 4, Held = 5, Pending = 10,
    };

    private static PolicyBundle Bundle => new() { Main = "storefront.js", Files = new() { ["storefront.js"] = "export default 1;\n", ["lib/a.js"] = "" } };

    private static RootRecord Root => new()
    {
        Edge = "store-17", Epoch = 2, Revision = 99, Policies = [new RootEntry(Policy, D1)], DataKeys = new() { [D2.ToString()] = "d3JhcHBlZA==" },
    };

    private static ReportRecord Report => new()
    {
        Edge = "store-17", Policy = Policy, Manifest = D1, Epoch = 2, Revision = 99, Sequence = 42,
        Objects = new()
        {
            [Web.ToString()] = new ReportObject
            {
                Content = D2, Applied = true, ObservedAfterApply = true, Health = Health.Failed, Reason = "CrashLoop", Message = "it restarts",
                Conditions = [new Condition("Available", "False", "Min", "none")], Status = Json("""{"observedGeneration":18446744073709551615}"""), ObservedAt = At,
            },
        },
    };

    private static PartialRecord Partial => new() { Edge = "store-17", Policy = Policy, Bundle = D1, Sequence = 42, Value = Json("""{"ready":1,"ratio":0.10}"""), Error = "" };

    private static JsonElement Json(string text) => JsonSerializer.Deserialize(text, ContractsJson.Default.JsonElement);
}
