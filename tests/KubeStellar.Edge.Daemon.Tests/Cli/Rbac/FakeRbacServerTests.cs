using KubeStellar.Edge.TestKit.Cluster.Fake;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Rbac;

/// <summary>Against the server in the test process.</summary>
public sealed class FakeRbacServerTests(FakeApiServerFixture fixture) : RbacServerTests(fixture), IClassFixture<FakeApiServerFixture>;
