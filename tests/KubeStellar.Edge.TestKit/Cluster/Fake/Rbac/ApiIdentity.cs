namespace KubeStellar.Edge.TestKit.Cluster.Fake.Rbac;

/// <summary>Who asks.</summary>
/// <param name="Name">User name.</param>
/// <param name="Groups">Its groups.</param>
/// <param name="Alive">Whether it is still there; null for one that always is.</param>
internal sealed record ApiIdentity(string Name, IReadOnlyList<string> Groups, Func<bool>? Alive = null)
{
    internal static ApiIdentity Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);
}
