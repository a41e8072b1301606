namespace KubeStellar.Edge.Contracts.Records;

/// <summary>Health of a copy, in the terms of kstatus.</summary>
public enum Health
{
    /// <summary>Nothing is known.</summary>
    Unknown,

    /// <summary>On its way to what was asked.</summary>
    InProgress,

    /// <summary>As asked.</summary>
    Current,

    /// <summary>It will not get there by itself.</summary>
    Failed,
}
