namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>
/// The way of a live question to an edge and back. What comes back is the edge's own: the implementation listens only where the server lets nobody else speak. What it says is still not to be believed
/// without a look.
/// </summary>
public interface IEdgeAsker
{
    /// <summary>
    /// Asks, and yields the answers to this one question as they come, until the token ends. An empty answer: nobody listens at the edge. Throws <see cref="Buckets.BucketUnavailableException"/> when there is
    /// no server to ask through.
    /// </summary>
    /// <param name="edge">The edge, a DNS label.</param>
    /// <param name="what">What is asked, one token.</param>
    /// <param name="id">Id of the question: one token that nobody can guess and that was never used.</param>
    /// <param name="question">The question.</param>
    /// <param name="maxBytes">Answers beyond this size, all together, are dropped.</param>
    /// <param name="token">Ends it.</param>
    IAsyncEnumerable<ReadOnlyMemory<byte>> AskAsync(string edge, string what, string id, ReadOnlyMemory<byte> question, int maxBytes, CancellationToken token);
}
