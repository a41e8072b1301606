using KubeStellar.Edge.TestKit.Cluster.Real;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Rbac;

/// <summary>Against a real server, where there is one.</summary>
public sealed class RealRbacServerTests(RealApiServerFixture fixture) : RbacServerTests(fixture), IClassFixture<RealApiServerFixture>;
