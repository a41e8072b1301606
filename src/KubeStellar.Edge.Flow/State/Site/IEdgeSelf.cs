namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>Keeps what an edge knows of itself over restarts. Readable and changeable from any thread.</summary>
public interface IEdgeSelf
{
    /// <summary>What is known.</summary>
    EdgeSelf Now { get; }

    /// <summary>Replaces it; durable when it returns.</summary>
    /// <exception cref="IOException">It could not be written, and stays as it was. <see cref="UnauthorizedAccessException"/> likewise.</exception>
    void Change(Func<EdgeSelf, EdgeSelf> change);
}
