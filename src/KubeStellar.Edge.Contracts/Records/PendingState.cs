namespace KubeStellar.Edge.Contracts.Records;

/// <summary>How far the request of a device that waits to be admitted is.</summary>
public enum PendingState
{
    /// <summary>A person has to decide.</summary>
    Waiting,

    /// <summary>Decided, and being done: what is left of it is done when the device asks again, or the hub starts.</summary>
    Approved,

    /// <summary>Refused; it stays so for this key and token until somebody approves it.</summary>
    Denied,
}
