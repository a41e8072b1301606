namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>What the system's error numbers say.</summary>
internal static class Errors
{
    private const int WouldBlock = 11;
    private const int WindowsSharing = 32;

    /// <summary>Whether a file could not be opened because somebody else has it.</summary>
    internal static bool IsHeld(IOException error) => (error.HResult & 0xFFFF) == (OperatingSystem.IsWindows() ? WindowsSharing : WouldBlock);
}
