namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>Where an edge's status is read. From any thread.</summary>
public interface IEdgeStatusSource
{
    /// <summary>The status now.</summary>
    EdgeStatus Status { get; }
}
