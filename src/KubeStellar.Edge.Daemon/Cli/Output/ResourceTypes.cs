using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Cli.Output;

/// <summary>All types of <c>kse get</c>, with their columns.</summary>
internal static class ResourceTypes
{
    /// <summary>Reason of a policy that is in force and whose statuses cannot be reduced, whole or in part.</summary>
    internal const string ReductionFailed = "ReductionFailed";

    internal static ResourceType Workloads { get; } = new()
    {
        Plural = "workloads",
        Singular = "workload",
        Short = ["wl", "objects", "object"],
        Id = item => ObjectText.Show(item.Text("key", "name")),
        Buckets = [Buckets.Workloads, Buckets.Desired],
        Columns =
        [
            new("NAME", (item, _) => ObjectText.Show(item.Text("key", "name"))),
            new("GENERATION", (item, _) => item.Text("generation")),
            Age("appliedAt"),
            new("DIGEST", (item, _) => item.Short("digest"), Wide: true),
            new("SOURCE", (item, _) => item.Text("source"), Wide: true),
        ],
    };

    internal static ResourceType Policies { get; } = new()
    {
        Plural = "policies",
        Singular = "policy",
        Short = ["pol"],
        Id = item => item.Text("name"),
        Buckets = [Buckets.Policies, Buckets.Rollouts, Buckets.Summaries],
        Columns =
        [
            new("NAME", (item, _) => item.Text("name")),
            new("PHASE", (item, _) => item.Text("state.phase", "phase"), State: true),
            new("WORKLOADS", (item, _) => item.Count("workloads", "objects")),
            new("EDGES", (item, _) => item.Text("totals.desired")),
            new("READY", (item, _) => item.Text("totals.ready")),
            Age("appliedAt"),
            new("REASON", (item, _) => Reason(item)),
            new("RELEASE", (item, _) => item.Text("rollout.release"), Wide: true),
            new("GENERATION", (item, _) => item.Text("generation"), Wide: true),
            new("DIGEST", (item, _) => item.Short("digest"), Wide: true),
            new("PARAMETERS", (item, _) => item.Pairs("bundle.parameters"), Wide: true),
            new("LIBRARIES", (item, _) => List(item, "libraries"), Wide: true),
            new("MESSAGE", (item, _) => item.Text("state.message"), Wide: true),
            new("SOURCE", (item, _) => item.Text("source"), Wide: true),
        ],
    };

    internal static ResourceType Libraries { get; } = new()
    {
        Plural = "libraries",
        Singular = "library",
        Short = ["lib", "libs"],
        Id = item => $"{item.Text("name")}@{item.Text("version")}",
        Buckets = [Buckets.Libraries, Buckets.Policies],
        Columns =
        [
            new("NAME", (item, _) => item.Text("name")),
            new("VERSION", (item, _) => item.Text("version")),
            new("USED-BY", (item, _) => List(item, "usedBy")),
            Age("appliedAt"),
            new("IMPORTS", (item, _) => List(item, "imports"), Wide: true),
            new("FILES", (item, _) => item.Count("bundle.files"), Wide: true),
            new("DIGEST", (item, _) => item.Short("digest"), Wide: true),
        ],
    };

    internal static ResourceType Edges { get; } = new()
    {
        Plural = "edges",
        Singular = "edge",
        Short = ["ed"],
        Id = item => item.Text("id", "edge"),
        Buckets = [Buckets.Edges, Buckets.Desired],
        Columns =
        [
            new("NAME", (item, _) => item.Text("id", "edge")),
            new("STATUS", (item, _) => item.Text("presence.state", "status"), State: true),
            new("ROOT", (item, _) => RootState(item), State: true),
            new("REVISION", (item, _) => item.Text("presence.follows")),
            new("LABELS", (item, _) => item.Pairs("labels")),
            Age("identity.admittedAt"),
            new("LAST-SEEN", (item, now) => Ages.Show(item.Instant("presence.heardAt"), now)),
            new("WANTED", (item, _) => item.Text("presence.wanted"), Wide: true),
            new("DAEMON", (item, _) => item.Text("presence.daemon"), Wide: true),
            new("PROPERTIES", (item, _) => item.Pairs("properties"), Wide: true),
            new("TAINTS", (item, _) => Taints(item), Wide: true),
            new("CONDITIONS", (item, _) => Conditions(item), Wide: true),
        ],
    };

    internal static ResourceType Regions { get; } = new()
    {
        Plural = "regions",
        Singular = "region",
        Short = ["rg"],
        Id = item => item.Text("id"),
        Buckets = [Buckets.Edges, Buckets.Desired],
        Columns =
        [
            new("NAME", (item, _) => item.Text("id")),
            new("STATUS", (item, _) => item.Text("presence.state", "status"), State: true),
            new("ROOT", (item, _) => RootState(item), State: true),
            new("EDGES", (item, _) => item.Text("properties.edges")),
            new("REGIONS", (item, _) => item.Text("properties.regions")),
            new("LABELS", (item, _) => item.Pairs("labels")),
            Age("identity.admittedAt"),
            new("LAST-SEEN", (item, now) => Ages.Show(item.Instant("presence.heardAt"), now)),
            new("OWN", (item, _) => List(item, "region.rights.own"), Wide: true),
            new("OVERRIDE", (item, _) => List(item, "region.rights.override"), Wide: true),
            new("WANTED", (item, _) => item.Text("presence.wanted"), Wide: true),
            new("DAEMON", (item, _) => item.Text("presence.daemon"), Wide: true),
            new("CONDITIONS", (item, _) => Conditions(item), Wide: true),
        ],
    };

    internal static ResourceType Rollouts { get; } = new()
    {
        Plural = "rollouts",
        Singular = "rollout",
        Short = ["ro"],
        Id = PolicyName,
        Buckets = [Buckets.Rollouts],
        Columns =
        [
            new("NAME", (item, _) => PolicyName(item)),
            new("PHASE", (item, _) => item.Text("progress.phase"), State: true),
            new("REASON", (item, _) => RolloutReason(item)),
            new("WAVE", (item, _) => Wave(item)),
            new("RELEASE", (item, _) => item.Text("progress.number")),
            Age("progress.startedAt"),
            new("ATTEMPT", (item, _) => item.Text("progress.attempt"), Wide: true),
            new("CAUSE", (item, _) => item.Text("progress.cause"), Wide: true),
            new("PAUSED-BY", (item, _) => item.Text("paused.by"), Wide: true),
            new("MESSAGE", (item, _) => item.Text("progress.message"), Wide: true),
        ],
    };

    internal static ResourceType Placements { get; } = new()
    {
        Plural = "placements",
        Singular = "placement",
        Short = ["pl"],
        Id = item => $"{PolicyName(item)}/{item.Text("edge")}/{ObjectText.Show(item.Text("object", "key"))}",
        Buckets = [Buckets.Desired, Buckets.Heads],
        Columns =
        [
            new("POLICY", (item, _) => PolicyName(item)),
            new("EDGE", (item, _) => item.Text("edge")),
            new("OBJECT", (item, _) => ObjectText.Show(item.Text("object", "key"))),
            new("STATE", (item, _) => item.Text("state"), State: true),
            new("REASON", (item, _) => item.Text("reason")),
            new("CONTENT", (item, _) => item.Short("content", "digest"), Wide: true),
            new("MESSAGE", (item, _) => item.Text("message"), Wide: true),
        ],
    };

    internal static ResourceType Decisions { get; } = new()
    {
        Plural = "decisions",
        Singular = "decision",
        Short = ["dec"],
        Id = item => item.Text("id"),
        Buckets = [Buckets.Decisions],
        Columns =
        [
            new("ID", (item, _) => item.Text("id")),
            new("POLICY", (item, _) => PolicyName(item)),
            new("OBJECT", (item, _) => ObjectText.Show(item.Text("object"))),
            new("PLACED", (item, _) => item.Text("counts.placed")),
            new("FAILED", (item, _) => item.Text("counts.failed")),
            new("CASES", (item, _) => item.Count("cases")),
            Age("decidedAt"),
            new("EDGES", (item, _) => item.Text("counts.edges"), Wide: true),
            new("VARIANTS", (item, _) => item.Text("counts.variants"), Wide: true),
            new("BUNDLE", (item, _) => item.Short("bundle"), Wide: true),
            new("SOURCE", (item, _) => item.Short("source"), Wide: true),
        ],
    };

    internal static ResourceType Desired { get; } = new()
    {
        Plural = "desired",
        Singular = "root",
        Short = ["roots"],
        Id = item => item.Text("edge", "root.edge"),
        Buckets = [Buckets.Desired],
        Columns =
        [
            new("EDGE", (item, _) => item.Text("edge", "root.edge")),
            new("EPOCH", (item, _) => item.Text("epoch", "root.epoch")),
            new("REVISION", (item, _) => item.Text("revision", "root.revision")),
            new("POLICIES", (item, _) => PolicyNames(item)),
            new("DIGEST", (item, _) => item.Short("digest", "rootDigest"), Wide: true),
        ],
    };

    internal static ResourceType Status { get; } = new()
    {
        Plural = "status",
        Singular = "report",
        Short = ["reports", "st"],
        Id = item => $"{item.Text("edge")}/{PolicyName(item)}",
        Buckets = [Buckets.Heads],
        Columns =
        [
            new("EDGE", (item, _) => item.Text("edge")),
            new("POLICY", (item, _) => PolicyName(item)),
            new("REVISION", (item, _) => $"{item.Text("epoch")}/{item.Text("revision")}"),
            new("CURRENT", (item, _) => item.Text("current")),
            new("OBJECTS", (item, _) => item.Count("objects")),
            new("APPLIED", (item, _) => ReportCounts.Applied(item)),
            new("READY", (item, _) => ReportCounts.Current(item)),
            new("FAILED", (item, _) => ReportCounts.Failed(item)),
            new("REASON", (item, _) => ReportCounts.FirstReason(item)),
            new("MANIFEST", (item, _) => item.Short("manifest"), Wide: true),
            new("SEQUENCE", (item, _) => item.Text("sequence"), Wide: true),
        ],
    };

    internal static ResourceType Summary { get; } = new()
    {
        Plural = "summary",
        Singular = "summary",
        Short = ["summaries", "sum"],
        Id = PolicyName,
        Buckets = [Buckets.Summaries],
        Columns =
        [
            new("POLICY", (item, _) => PolicyName(item)),
            new("DESIRED", (item, _) => item.Text("totals.desired")),
            new("RECEIVED", (item, _) => item.Text("totals.received")),
            new("APPLIED", (item, _) => item.Text("totals.applied")),
            new("READY", (item, _) => item.Text("totals.ready")),
            new("FAILED", (item, _) => item.Text("totals.failed")),
            new("UNREACHABLE", (item, _) => item.Text("totals.unreachable")),
            new("IN", (item, _) => SummaryText.In(item)),
            new("VALUE", (item, _) => item.Text("value", "error")),
            new("DEGRADED", (item, _) => item.Text("totals.degraded"), Wide: true),
            new("STALLED", (item, _) => item.Text("totals.stalled"), Wide: true),
            new("HELD", (item, _) => item.Text("totals.held"), Wide: true),
            new("GROUPS", (item, _) => SummaryText.Groups(item), Wide: true),
            new("MISSING", (item, _) => SummaryText.Missing(item), Wide: true),
            new("OLDEST", (item, now) => Ages.Show(item.Instant("coverage.oldest"), now), Wide: true),
            Age("at") with { Wide = true },
            new("FAILURES", (item, _) => item.Count("failures"), Wide: true),
        ],
    };

    internal static ResourceType Events { get; } = new()
    {
        Plural = "events",
        Singular = "event",
        Short = ["ev"],
        Id = item => $"{item.Text("at")}/{item.Text("kind")}/{item.Text("subject")}",
        Buckets = [Buckets.Events],
        Columns =
        [
            Age("at"),
            new("KIND", (item, _) => item.Text("kind")),
            new("SUBJECT", (item, _) => ObjectText.Show(item.Text("subject"))),
            new("ACTOR", (item, _) => item.Text("actor")),
            new("MESSAGE", (item, _) => item.Text("message")),
            new("WORKSPACE", (item, _) => item.Text("workspace"), Wide: true),
            new("VERIFIED", (item, _) => item.Flag("verified") == true ? "yes" : JsonView.Nothing, Wide: true),
            new("TOLD", (item, _) => item.Text("told"), Wide: true),
        ],
    };

    internal static ResourceType Tokens { get; } = new()
    {
        Plural = "tokens",
        Singular = "token",
        Id = item => item.Text("id"),
        Buckets = [Buckets.Hub],
        Columns =
        [
            new("ID", (item, _) => item.Text("id")),
            new("LABELS", (item, _) => item.Pairs("labels")),
            new("USES", (item, _) => item.Number("uses") is 0 ? "unlimited" : item.Text("uses")),
            new("USED", (item, _) => item.Count("usedBy", "used")),
            new("LEFT", (item, _) => item.Number("uses") is 0 ? "unlimited" : item.Text("left")),
            new("EXPIRES", (item, now) => Expires(item, now)),
            new("STATE", (item, _) => item.Text("state"), State: true),
            new("EDGES", (item, _) => List(item, "usedBy"), Wide: true),
            new("APPROVAL", (item, _) => item.Flag("approve") is true ? "by hand" : "none", Wide: true),
            new("ONLY", (item, _) => item.Text("replaces"), Wide: true),
        ],
    };

    internal static ResourceType Sources { get; } = new()
    {
        Plural = "sources",
        Singular = "source",
        Short = ["src"],
        Id = item => item.Text("id"),
        Buckets = [Buckets.Hub, Buckets.Workloads, Buckets.Policies],
        Columns =
        [
            new("NAME", (item, _) => item.Text("id")),
            new("WORKSPACE", (item, _) => item.Text("workspace")),
            new("STATE", (item, _) => item.Text("phase"), State: true),
            new("OBJECTS", (item, _) => item.Text("objects")),
            new("POLICIES", (item, _) => item.Text("policies")),
            new("REFUSED", (item, _) => item.Text("refusedCount")),
            new("MESSAGE", (item, _) => SourceMessage(item)),
            new("REVISION", (item, _) => item.Short("revision"), Wide: true),
            new("LIBRARIES", (item, _) => item.Text("libraries"), Wide: true),
            Age("since") with { Wide = true },
        ],
    };

    internal static IReadOnlyList<ResourceType> All { get; } =
        [Workloads, Policies, Rollouts, Libraries, Edges, Regions, Placements, Decisions, Desired, Status, Summary, UpsyncedType.Upsynced, Events, Tokens, AdmissionTypes.Pending, AdmissionTypes.Revoked, Sources, WebhookType.Webhooks, HubType.Hubs, UserType.Users, WorkspaceType.Workspaces];

    internal static ResourceType? Find(string word) => All.FirstOrDefault(type => type.IsCalled(word.ToLowerInvariant()));

    /// <summary>The type of that name, or a usage error that lists all.</summary>
    internal static ResourceType Get(string word) => Find(word)
        ?? throw new CliException($"there is no type '{word}'", [$"types: {string.Join(", ", All.Select(type => type.Plural))}"]);

    private static Column Age(params string[] paths) => new("AGE", (item, now) => Ages.Show(item.Instant(paths), now));

    /// <summary>The policy that an item speaks of, without its workspace: a listing is of one workspace.</summary>
    internal static string PolicyName(JsonView item) => item.Text("policy", "name") is var key && PolicyKey.TryParse(key, out var parsed) ? parsed.Name : key;

    private static string Reason(JsonView item)
    {
        var reason = item.Text("state.reason");
        var place = item.TextOrEmpty("state.location");
        var hold = item.TextOrEmpty("rollout.hold.id");
        if (reason == ReductionFailed && item.TextOrEmpty("state.message") is { Length: > 0 } why)
        {
            return $"{reason}: {why}";
        }

        return reason + (place.Length > 0 ? $" {place}" : "") + (hold.Length > 0 ? $" (kse confirm {hold})" : "");
    }

    // Of what stops it, the nearest to a person first.
    private static string RolloutReason(JsonView item) => item.TextOrEmpty("hold.id") is { Length: > 0 } hold
        ? $"Held (kse confirm {hold})"
        : item.TextOrEmpty("paused.by") is { Length: > 0 } && item.Text("progress.phase") is not "Paused" ? "Paused" : item.Text("progress.reason");

    private static string Wave(JsonView item) => item.Number("progress.wave") is { } wave && item.Find("progress.waves") is { ValueKind: JsonValueKind.Array } waves && waves.GetArrayLength() is > 0 and var count
        ? $"{Math.Min(wave + 1, count)}/{count}"
        : JsonView.Nothing;

    // What is wrong with all of it, else with the first of its items.
    private static string SourceMessage(JsonView item) => item.TextOrEmpty("message") is { Length: > 0 } message
        ? message
        : item.Find("refused") is { ValueKind: JsonValueKind.Array } refused && refused.GetArrayLength() > 0 ? JsonView.Show(refused[0]) : JsonView.Nothing;

    private static string RootState(JsonView item) => item.Flag("presence.current") switch
    {
        true when item.Flag("presence.applied") ?? false => "Applied",
        true => "Received",
        false => "Behind",
        null => JsonView.Nothing,
    };

    private static string Conditions(JsonView item) => item.Find("presence.conditions") is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() > 0
        ? string.Join(',', all.EnumerateArray().Select(one => new JsonView(one)).Select(one => one.TextOrEmpty("reason") is { Length: > 0 } reason ? reason : one.Text("type")).Distinct(StringComparer.Ordinal))
        : JsonView.Nothing;

    private static string Taints(JsonView item) => item.Find("taints") is { ValueKind: JsonValueKind.Array } taints && taints.GetArrayLength() > 0
        ? string.Join(',', taints.EnumerateArray().Select(taint => new JsonView(taint)).Select(taint =>
            taint.TextOrEmpty("value") is { Length: > 0 } value ? $"{taint.Text("key")}={value}:{taint.Text("effect")}" : $"{taint.Text("key")}:{taint.Text("effect")}"))
        : JsonView.Nothing;

    private static string PolicyNames(JsonView item) => item.Find("policies", "root.policies") is { ValueKind: JsonValueKind.Array } policies && policies.GetArrayLength() > 0
        ? string.Join(',', policies.EnumerateArray().Select(entry => PolicyName(new JsonView(entry))))
        : JsonView.Nothing;

    internal static string List(JsonView item, string path) => item.Find(path) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0
        ? string.Join(',', list.EnumerateArray().Select(JsonView.Show))
        : JsonView.Nothing;

    internal static string Expires(JsonView item, DateTimeOffset now) => item.Instant("expires") is { } at
        ? (at > now ? "in " + Ages.Show(at - now) : "expired")
        : "never";
}
