namespace KubeStellar.Edge.Flow.Edge.Local;

/// <summary>How this edge stands with its hub.</summary>
/// <param name="Connected">Whether the connection stands.</param>
/// <param name="Since">Since when it does, or does not.</param>
/// <param name="Last">When the hub was last heard.</param>
internal sealed record Contact(bool Connected, DateTimeOffset Since, DateTimeOffset? Last);
