using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Hub;

/// <summary>Is told what regions say. Must return at once (queue and go); calls come in order per region.</summary>
public interface IChildObserver
{
    /// <summary>A region's newest record of a policy is durable: from now on that edge stands for all the edges below it. Null: it has nothing of the policy any more, or is a plain edge again.</summary>
    void Combined(string edge, PolicyKey policy, ChildPartial? child);
}
