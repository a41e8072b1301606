using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Contracts.Records;

/// <summary>One line of the audit stream <c>kse-events</c>: who did what, and why.</summary>
public sealed record EventRecord : WireRecord
{
    /// <summary>Dotted kind, such as <c>workload.applied</c>, <c>edge.admitted</c>, <c>policy.stalled</c>, <c>hub.repaired</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about: an object, policy or edge key.</summary>
    public required string Subject { get; init; }

    /// <summary>Workspace, or empty.</summary>
    public string Workspace { get; set; } = "";

    /// <summary>Who: user name, edge id, or <c>hub</c>. Of a person's or tool's doing it is what their client says, unless it is <see cref="Verified"/>.</summary>
    public required string Actor { get; init; }

    /// <summary>True: <see cref="Actor"/> is a user whose credentials the server has checked. Null of all else.</summary>
    public bool? Verified { get; init; }

    /// <summary>Beside a verified actor: who its client says it is, unproven. Null for nothing.</summary>
    public string? Told { get; init; }

    /// <summary>A sentence for people.</summary>
    public string Message { get; set; } = "";

    /// <summary>State before, when it is small and holds no payload.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>State after.</summary>
    public JsonElement? After { get; init; }

    /// <summary>When, by the hub's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Names this event among all of its hub's, also when it is stored or sent twice; null in records of older hubs.</summary>
    public string? Id { get; init; }

    /// <summary>Counts the events of one chain, from 1; null in records of older hubs.</summary>
    public long? Number { get; init; }

    /// <summary><see cref="Chain"/> of the event before; null in the first of a chain.</summary>
    public Digest? Previous { get; init; }

    /// <summary>SHA-256 of the canonical JSON of all other members (<see cref="Wire.EventChain"/>): whoever changes, removes or adds an event breaks it.</summary>
    public Digest? Chain { get; init; }
}
