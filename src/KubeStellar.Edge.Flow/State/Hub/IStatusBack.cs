using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What became of workload objects whose policies have it written back (<see cref="Contracts.Records.StatusWriteBack"/>). Readable from any thread.</summary>
public interface IStatusBack
{
    /// <summary>One object; null when no policy asks for it.</summary>
    /// <exception cref="Buckets.BucketUnavailableException">A status cannot be read now.</exception>
    Task<BackStatus?> OfAsync(string workspace, ObjectKey key, CancellationToken token);

    /// <summary>All objects of a workspace that policies ask for.</summary>
    /// <exception cref="Buckets.BucketUnavailableException">A status cannot be read now.</exception>
    Task<IReadOnlyList<BackStatus>> AllAsync(string workspace, CancellationToken token);
}
