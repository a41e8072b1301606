namespace KubeStellar.Edge.Kubernetes.Source.Objects;

/// <summary>An object that the hub does not take.</summary>
/// <param name="Pending">What was handed over; null when it could not even be read.</param>
/// <param name="Code">As in the hub's API: <c>invalid</c>, <c>conflict</c>.</param>
/// <param name="Why">A sentence for people.</param>
internal sealed record RefusedObject(PendingObject? Pending, string Code, string Why);
