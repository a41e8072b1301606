using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Flow.Edge.Apply;

/// <summary>One object that the tree wants.</summary>
/// <param name="Policy">The policy that wants it.</param>
/// <param name="Entry">Its line of the manifest.</param>
internal sealed record WantedObject(PolicyKey Policy, ManifestEntry Entry);
