using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>What to list.</summary>
public sealed record GetQuery : WireRecord
{
    /// <summary><c>workloads</c>, <c>policies</c>, <c>libraries</c>, <c>edges</c>, <c>placements</c>, <c>desired</c>, <c>status</c>, <c>summary</c>, <c>upsynced</c>, <c>events</c>, <c>tokens</c>, <c>pending</c>, <c>revoked</c>, <c>sources</c>, <c>regions</c>, <c>webhooks</c>, <c>hubs</c>, <c>users</c>, <c>workspaces</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>Only this one (object key, <c>kind/name</c>, policy name, <c>library</c> or <c>library@version</c>, or edge id); empty for all.</summary>
    public string Name { get; set; } = "";

    /// <summary>Only this edge.</summary>
    public string Edge { get; set; } = "";

    /// <summary>Label selector, Kubernetes syntax, over edges (or workloads).</summary>
    public string Selector { get; set; } = "";

    /// <summary>Of <c>status</c>: one item for each object at each edge, instead of one for each report. So it is as well with a <see cref="Name"/>, <see cref="Where"/> or <see cref="Live"/>. Null for no.</summary>
    public bool? Each { get; init; }

    /// <summary>Of <c>status</c>: only items for which this JavaScript expression is true; null for all.</summary>
    public string? Where { get; init; }

    /// <summary>Of <c>status</c>: ask the edges instead of telling what they said; null for: of policies that keep nothing here, when edges are named.</summary>
    public bool? Live { get; init; }

    /// <summary>At most so many items; 0 for as many as fit one message.</summary>
    public int Limit { get; init; }

    /// <summary>From where to go on: <see cref="ItemsResult.Continue"/> of the page before.</summary>
    public string Continue { get; set; } = "";

    /// <summary>Of events, only these kinds, or all that begin with one (<c>policy</c> stands for <c>policy.stalled</c> and its likes); null for all.</summary>
    public IReadOnlyList<string>? Kinds { get; init; }

    /// <summary>Of events, only those about this: an object (<c>Kind/namespace/name</c>), <c>policy/NAME</c>, <c>edge/ID</c>, or a subject as it is; null for all.</summary>
    public string? About { get; init; }

    /// <summary>Of events, only those that happened then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Of events, <c>cloudevents</c> for CloudEvents instead of the records; null for the records.</summary>
    public string? Form { get; init; }
}
