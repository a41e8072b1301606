using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Api;

/// <summary>What an admin lets a workspace place, in place of what was before.</summary>
public sealed record WorkspaceRequest : WireRecord
{
    /// <summary>The rule; its name is the workspace's.</summary>
    public required WorkspaceRecord Workspace { get; init; }

    /// <summary>Refused when there is a rule for it already.</summary>
    public bool New { get; init; }

    /// <summary>Takes the rule away: nothing limits the workspace then. What it has stays.</summary>
    public bool Remove { get; init; }
}
