namespace KubeStellar.Edge.Flow.State.Plan;

/// <summary>Ids of events.</summary>
internal static class EventIds
{
    /// <summary>A new one; ids of one hub sort by time.</summary>
    internal static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
}
