using KubeStellar.Edge.TestKit.Cluster.Contracts;
using KubeStellar.Edge.TestKit.Cluster.Fake;

namespace KubeStellar.Edge.Kubernetes.Tests.ApiServers;

/// <summary>The server in the test process does what tests rely on.</summary>
public sealed class FakeApiServerTests(FakeApiServerFixture fixture) : ApiServerContract(fixture);
