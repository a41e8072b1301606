using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Flow.Edge.Upsync;

/// <summary>What the hub is known to have of one policy, since it was last told all that there is. Not kept over a restart: it is told anew with each connection.</summary>
internal sealed class ToldPolicy
{
    /// <summary>Whether it was told.</summary>
    internal bool Indexed { get; set; }

    /// <summary>What it has durably.</summary>
    internal Dictionary<ObjectKey, Digest> Known { get; } = [];

    /// <summary>What it will not have, and why.</summary>
    internal Dictionary<ObjectKey, (Digest Digest, string Why)> Rejected { get; } = [];

    /// <summary>Why it takes nothing of the policy; empty when it does.</summary>
    internal string Denied { get; set; } = "";
}
