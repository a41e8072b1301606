using System.Security.Cryptography;
using System.Text;

namespace KubeStellar.Edge.Kubernetes.Cluster.Ownership;

/// <summary>Who this edge is to a cluster.</summary>
/// <param name="Edge">Its id.</param>
/// <param name="Hub">Its hub's public key: edges of two hubs may have the same id.</param>
internal sealed record Owner(string Edge, string Hub)
{
    private const int Digits = 16;

    /// <summary>Value of the owner label.</summary>
    internal string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Hub}/{Edge}")))[..Digits];

    /// <summary>Selects what this edge made, for queries.</summary>
    internal string Selector => $"labelSelector={Uri.EscapeDataString($"{MarkNames.Owner}={Id}")}";
}
