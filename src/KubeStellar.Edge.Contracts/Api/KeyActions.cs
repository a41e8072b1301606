namespace KubeStellar.Edge.Contracts.Api;

/// <summary>What can be done with a hub's keys.</summary>
public static class KeyActions
{
    /// <summary>Say which there are.</summary>
    public const string Status = "status";

    /// <summary>Replace one; what depends on the former one goes on.</summary>
    public const string Rotate = "rotate";

    /// <summary>End a rotation: the former key is good for nothing any more.</summary>
    public const string Finish = "finish";
}
