namespace KubeStellar.Edge.Scripting;

/// <summary>How much the operating system must hold the policy host.</summary>
public enum ConfinementMode
{
    /// <summary>As much as this machine allows; what is missing is logged.</summary>
    BestEffort,

    /// <summary>Without a filter on system calls (no file, no network, no program) no policy runs.</summary>
    Required,

    /// <summary>Only limits on memory and time. For debuggers and profilers of the host.</summary>
    Off,
}
