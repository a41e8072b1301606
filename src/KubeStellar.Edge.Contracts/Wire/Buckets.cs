namespace KubeStellar.Edge.Contracts.Wire;

/// <summary>JetStream key-value buckets that hold everything the hub shares, and the audit stream.</summary>
public static class Buckets
{
    /// <summary>The hub's own state, lease, join tokens, users and rules of workspaces, and what it remembers of its sources.</summary>
    public const string Hub = "kse-hub";

    /// <summary>Workload objects.</summary>
    public const string Workloads = "kse-workloads";

    /// <summary>Policies.</summary>
    public const string Policies = "kse-policies";

    /// <summary>Shared libraries.</summary>
    public const string Libraries = "kse-libraries";

    /// <summary>Edges.</summary>
    public const string Edges = "kse-edges";

    /// <summary>Contents by digest.</summary>
    public const string Content = "kse-content";

    /// <summary>Roots by edge; republished to the edges.</summary>
    public const string Desired = "kse-desired";

    /// <summary>Rollouts.</summary>
    public const string Rollouts = "kse-rollouts";

    /// <summary>The last whole reports.</summary>
    public const string Status = "kse-status";

    /// <summary>Heads of reports, in a bucket of their own: a server that looks for them among whole ones reads all of it.</summary>
    public const string Heads = "kse-heads";

    /// <summary>Partials.</summary>
    public const string Partials = "kse-partials";

    /// <summary>Objects that were born at edges.</summary>
    public const string Upsync = "kse-upsync";

    /// <summary>Summaries.</summary>
    public const string Summaries = "kse-summaries";

    /// <summary>Conditions of policies.</summary>
    public const string Conditions = "kse-conditions";

    /// <summary>What policies decided, newest and a few before; for people.</summary>
    public const string Decisions = "kse-decisions";

    /// <summary>The audit stream.</summary>
    public const string Events = "kse-events";

    /// <summary>Subjects of the audit stream.</summary>
    public const string EventSubjects = "kse.events.>";

    /// <summary>All buckets, in the order in which they are made.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Hub, Workloads, Policies, Libraries, Edges, Content, Desired, Rollouts, Status, Heads, Partials, Summaries, Conditions, Decisions, Upsync];

    /// <summary>Buckets whose records people and edges entrusted to the hub; mirrored locally and repaired from the mirror.</summary>
    public static IReadOnlyList<string> Mirrored { get; } = [Hub, Workloads, Policies, Libraries, Edges, Rollouts];

    /// <summary>How many values of a key a bucket keeps.</summary>
    public static int HistoryOf(string bucket) => bucket == Decisions ? 10 : 1;

    /// <summary>The stream behind a bucket.</summary>
    public static string StreamOf(string bucket) => "KV_" + bucket;

    /// <summary>The key in <see cref="Hub"/> of what is remembered of a source.</summary>
    public static string SourceKey(string id) => "source." + Keys.KeyToken.Escape(id);

    /// <summary>The key in <see cref="Upsync"/> of an edge's object.</summary>
    public static string UpsyncKey(string edge, Keys.PolicyKey policy, Keys.ObjectKey key) => $"{edge}.{policy}.{key}";

    /// <summary>The key in <see cref="Hub"/> of how far a webhook was told.</summary>
    public static string WebhookKey(string id) => "webhook." + Keys.KeyToken.Escape(id);

    /// <summary>The subject of a key.</summary>
    public static string SubjectOf(string bucket, string key) => $"$KV.{bucket}.{key}";
}
