using KubeStellar.Edge.TestKit.Cluster.Client;

namespace KubeStellar.Edge.TestKit.Cluster.Credentials;

/// <summary>A user of a test.</summary>
/// <param name="Name">As the server knows it.</param>
/// <param name="Credentials">How it proves who it is.</param>
/// <param name="Kubeconfig">A kubeconfig file with these.</param>
/// <param name="Client">A client with these.</param>
public sealed record ApiUser(string Name, ApiCredentials Credentials, string Kubeconfig, ApiClient Client);
