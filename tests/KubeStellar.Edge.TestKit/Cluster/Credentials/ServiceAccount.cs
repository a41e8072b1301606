using KubeStellar.Edge.TestKit.Cluster.Client;

namespace KubeStellar.Edge.TestKit.Cluster.Credentials;

/// <summary>A service account of a test, with a folder as Pods have it at <c>/var/run/secrets/kubernetes.io/serviceaccount</c>.</summary>
/// <param name="User">Its name as a user: <c>system:serviceaccount:NAMESPACE:NAME</c>.</param>
/// <param name="Folder">Holds <c>token</c>, <c>ca.crt</c> and <c>namespace</c>.</param>
/// <param name="Token">The token.</param>
/// <param name="Client">A client with it.</param>
public sealed record ServiceAccount(string User, string Folder, string Token, ApiClient Client);
