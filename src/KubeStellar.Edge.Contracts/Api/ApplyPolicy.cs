using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>One policy to apply.</summary>
/// <param name="Source">File, for messages.</param>
/// <param name="Name">Name of the policy.</param>
/// <param name="Bundle">The module and its imports.</param>
public sealed record ApplyPolicy(string Source, string Name, PolicyBundle Bundle);
