namespace KubeStellar.Edge.TestKit.Cluster.Fake.Ownership;

/// <summary>Who writes.</summary>
/// <param name="Name">Field manager.</param>
/// <param name="Subresource">What it writes to; empty for the object itself.</param>
/// <param name="Now">Time, as objects carry it.</param>
internal sealed record Manager(string Name, string Subresource, string Now);
