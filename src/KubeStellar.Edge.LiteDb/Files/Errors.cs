namespace KubeStellar.Edge.LiteDb.Files;

/// <summary>What the system's error numbers say about the disk.</summary>
internal static class Errors
{
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int Quota = 122;
    private const int InputOutput = 5;

    /// <summary>Whether the disk itself refused: full, over quota, read-only or failing.</summary>
    internal static bool IsDisk(IOException error) => (error.HResult & 0xFFFF) is NoSpace or ReadOnly or Quota or InputOutput;
}
