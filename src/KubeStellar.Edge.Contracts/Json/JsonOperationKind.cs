namespace KubeStellar.Edge.Contracts.Json;

/// <summary>What an operation does. In JSON <c>set</c> and <c>remove</c>.</summary>
public enum JsonOperationKind
{
    /// <summary>Sets the value at the path, appends when the last step is an array's length.</summary>
    Set,

    /// <summary>Removes what is at the path.</summary>
    Remove,
}
