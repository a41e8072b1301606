using System.Text.Json.Nodes;
using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Kubernetes.Source.Policies;

/// <summary>A policy as it stands in a cluster.</summary>
/// <param name="Name">Its name, there and at the hub.</param>
/// <param name="Space">Its namespace there.</param>
/// <param name="Policy">What is applied; null when it cannot even be read.</param>
/// <param name="Fault">Why it cannot.</param>
internal sealed record TakenPolicy(string Name, string Space, ApplyPolicy? Policy, string Fault)
{
    /// <summary>Whether it is a ConfigMap, which has no status.</summary>
    internal bool IsConfigMap { get; init; }

    /// <summary>Whether it may take over what people applied.</summary>
    internal bool TakesOver { get; init; }

    /// <summary>What events refer to, and a status is written to.</summary>
    internal required JsonObject Reference { get; init; }

    /// <summary>Changes when what is applied does: its own status is no such change.</summary>
    internal required string Stamp { get; init; }

    /// <summary>Of its specification; 0 of a ConfigMap.</summary>
    internal long Generation { get; init; }

    /// <summary>When it was made, as the server writes it; the oldest of two with one name counts.</summary>
    internal string Created { get; init; } = "";

    /// <summary>The conditions that its status has, for their times; null for none.</summary>
    internal JsonArray? Conditions { get; init; }
}
