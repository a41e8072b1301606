namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rbac;

/// <summary>Who asks.</summary>
/// <param name="Name">User name.</param>
/// <param name="Groups">Its groups.</param>
internal sealed record ApiIdentity(string Name, IReadOnlyList<string> Groups)
{
    internal static ApiIdentity Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);
}
