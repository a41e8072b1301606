namespace KubeStellar.Edge.Disk;

/// <summary>Numbers of <c>errno(3)</c> that say what a disk refuses; those here are the same on every architecture that kse runs on.</summary>
public static class DiskErrors
{
    /// <summary>EPERM.</summary>
    public const int NotPermitted = 1;

    /// <summary>EACCES.</summary>
    public const int Forbidden = 13;

    /// <summary>ENFILE.</summary>
    public const int NoHandlesOfMachine = 23;

    /// <summary>EMFILE.</summary>
    public const int NoHandles = 24;

    /// <summary>ENOSPC.</summary>
    public const int NoSpace = 28;

    /// <summary>EROFS.</summary>
    public const int ReadOnly = 30;

    /// <summary>EDQUOT.</summary>
    public const int Quota = 122;

    private const int WouldBlock = 11;
    private const int WindowsSharing = 32;

    /// <summary>The number within a failure of an <see cref="IDisk"/>.</summary>
    public static int NumberOf(IOException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.HResult & 0xFFFF;
    }

    /// <summary>Whether a file could not be opened because somebody else has it (<see cref="IDisk.Open"/>).</summary>
    public static bool IsHeld(IOException error) => NumberOf(error) == (OperatingSystem.IsWindows() ? WindowsSharing : WouldBlock);
}
