namespace KubeStellar.Edge.Contracts.Records;

/// <summary>What a region needs of a policy besides its bundle and its objects.</summary>
/// <param name="Order">The policy's place in the parent's order of creation: a contested object has the same owner in every tier.</param>
public sealed record RegionManifest(long Order);
