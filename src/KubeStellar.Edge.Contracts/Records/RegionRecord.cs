namespace KubeStellar.Edge.Contracts.Records;

/// <summary>An edge that is a hub with edges of its own.</summary>
/// <param name="Hub">The key that signed its hub's roots first (it stays when keys are handed over), by which a circle of hubs is found.</param>
/// <param name="Rights">What its own operators may do there without asking the parent.</param>
public sealed record RegionRecord(string Hub, RegionRights Rights);
