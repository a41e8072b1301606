using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>What became of workload objects whose policies have it written back (<see cref="Contracts.Records.StatusWriteBack"/>). Readable from any thread.</summary>
public interface IStatusBack
{
    /// <summary>One object; null when no policy asks for it.</summary>
    BackStatus? Of(string workspace, ObjectKey key);

    /// <summary>All objects of a workspace that policies ask for.</summary>
    IReadOnlyList<BackStatus> All(string workspace);
}
