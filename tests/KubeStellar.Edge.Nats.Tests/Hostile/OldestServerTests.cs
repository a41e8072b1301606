namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>On the oldest server that could be had.</summary>
public sealed class OldestServerTests(OldestFleet fleet) : HostileEdgeTests(fleet), IClassFixture<OldestFleet>;
