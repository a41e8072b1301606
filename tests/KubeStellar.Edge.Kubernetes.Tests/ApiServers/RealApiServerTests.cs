using KubeStellar.Edge.TestKit.Cluster.Contracts;
using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Kubernetes.Tests.ApiServers;

/// <summary>A real kube-apiserver does what tests rely on: this run is what counts.</summary>
public sealed class RealApiServerTests(RealApiServerFixture fixture) : ApiServerContract(fixture);
