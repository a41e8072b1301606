namespace KubeStellar.Edge.Nats.Tests.Tls;

/// <summary>A clock that goes right and stands elsewhere, and can be moved.</summary>
internal sealed class ShiftedTime(TimeSpan by) : TimeProvider
{
    public TimeSpan By { get; set; } = by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + By;
}
