using KubeStellar.Edge.TestKit.Cluster.Fake;
using KubeStellar.Edge.TestKit.Cluster.Real;

[assembly: AssemblyFixture(typeof(FakeApiServerFixture))]
[assembly: AssemblyFixture(typeof(RealApiServerFixture))]
