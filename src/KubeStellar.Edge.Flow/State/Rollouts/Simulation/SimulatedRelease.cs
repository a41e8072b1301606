using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.State.Rollouts.Simulation;

/// <summary>What people want now.</summary>
/// <param name="Name">Its name; another name is another release.</param>
/// <param name="Variant">Name of the variant that an edge gets; null: nothing.</param>
internal sealed record SimulatedRelease(string Name, Func<EdgeRecord, string?> Variant)
{
    /// <summary>Stands for the policy's bundle and objects.</summary>
    public Digest Inputs { get; } = Digest.Of(System.Text.Encoding.UTF8.GetBytes("inputs " + Name));
}
