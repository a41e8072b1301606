namespace KubeStellar.Edge.TestKit.Cluster.Credentials;

/// <summary>How a client proves who it is. At most one of the three is set; none is anonymous.</summary>
/// <param name="Token">Bearer token.</param>
/// <param name="TokenFile">Path of a file with a bearer token, as a service account's projected one; its content may change.</param>
/// <param name="Certificate">Client certificate.</param>
public sealed record ApiCredentials(string? Token = null, string? TokenFile = null, PemPair? Certificate = null);
