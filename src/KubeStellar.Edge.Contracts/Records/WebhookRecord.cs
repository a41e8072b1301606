namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How far a webhook has been told: bucket <c>kse-hub</c>, key <c>webhook.&lt;id&gt;</c>. What is behind the position was taken or dropped; what follows is sent, again where need be.</summary>
public sealed record WebhookRecord : WireRecord
{
    /// <summary>Its name.</summary>
    public required string Id { get; init; }

    /// <summary>Place in the audit stream of the last event that is done with.</summary>
    public required ulong Position { get; init; }

    /// <summary>When that stream was made: another one begins anew.</summary>
    public DateTimeOffset Stream { get; init; }

    /// <summary>Events that it took.</summary>
    public long Sent { get; init; }

    /// <summary>Events that it refused for good, and that were dropped.</summary>
    public long Dropped { get; init; }
}
