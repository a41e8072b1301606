using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.State.Site;

/// <summary>An object that was born at this edge and that a policy carries up, as it was seen last.</summary>
/// <param name="Policy">The policy that asks for it.</param>
/// <param name="Key">The object.</param>
/// <param name="Digest">SHA-256 of its canonical JSON.</param>
/// <param name="Sequence">The edge's counter when it was seen so first.</param>
/// <param name="ObservedAt">When that was.</param>
/// <param name="Object">Its canonical JSON.</param>
public sealed record BornObject(PolicyKey Policy, ObjectKey Key, Digest Digest, long Sequence, DateTimeOffset ObservedAt, JsonElement Object);
