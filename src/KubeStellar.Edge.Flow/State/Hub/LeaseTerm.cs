namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>How long this process holds the lease of the hub that publishes.</summary>
/// <param name="Since">When it took it.</param>
/// <param name="RenewedAt">When it last renewed it.</param>
public sealed record LeaseTerm(DateTimeOffset Since, DateTimeOffset RenewedAt);
