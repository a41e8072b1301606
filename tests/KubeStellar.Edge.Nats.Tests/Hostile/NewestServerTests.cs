namespace KubeStellar.Edge.Nats.Tests.Hostile;

/// <summary>On the server that a hub finds here.</summary>
public sealed class NewestServerTests(HostileFleet fleet) : HostileEdgeTests(fleet), IClassFixture<HostileFleet>;
